"""For how many days a violation or an incident can be muted."""

MUTE_DAYS = (1, 7, 30)
