"""PersistEvent: history, violation and the alerts to send, together or not at all."""
