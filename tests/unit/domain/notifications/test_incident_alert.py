"""Which alerts an incident's life calls for."""

import pytest

from config_monitor.domain.events import EndedAs, Event, EventFact, Severity
from config_monitor.domain.incidents import Incident, as_of, with_report
from config_monitor.domain.notifications import Alert, notify_incident
from config_monitor.domain.policy import Route
from tests.support.incidents import NEVER_SILENT, at, ended, incident_of, reported

AT_ONCE = Route(channel="operations", notify="immediate")
DIGEST = Route(channel="operations", notify="digest")
NEVER = Route(channel="elsewhere", notify="none")


def life(*events: Event, route: Route = AT_ONCE, end_route: Route = DIGEST) -> tuple[Incident, list[Alert]]:
    """The incident after events in order of arrival, and the alerts of the last one; ends have a route of their own."""
    incident, alerts = Incident(key=incident_of(events[0]).key), list[Alert]()
    for event in events:
        assert event.incident
        after = with_report(incident, event, event.incident, None, None, event.incident.occurred_at)
        alerts = []
        if after is not incident:
            its_route = end_route if event.incident.phase == "ended" else route
            after, alerts = notify_incident(its_route, incident, after, event.event_id, at(0), event.annotation)
            incident = after.model_copy(update={"version": incident.version + 1})
    return incident, alerts


def test_an_opening_is_notified_if_its_route_says_at_once() -> None:
    incident, (alert,) = life(reported(1))
    assert (alert.kind, alert.channel, alert.group) == ("opened", "operations", "aws.cloudwatch#AWS/EC2#CPUUtilization")
    assert (alert.opened_at, alert.severity, alert.incident) == (at(1), Severity.HIGH, incident.key)
    assert (incident.alert, incident.alert_channel) == (alert.key, "operations")
    for route in (DIGEST, NEVER):
        incident, alerts = life(reported(1), route=route)
        assert (incident.alert, alerts) == (None, [])


@pytest.mark.parametrize("end_route", [AT_ONCE, DIGEST, NEVER])
@pytest.mark.parametrize("how", ["ok", "deleted", "closed", "archived", "completed"])
def test_the_end_is_notified_where_the_opening_was_whatever_its_own_route_says(how: EndedAs, end_route: Route) -> None:
    opening = life(reported(1))[1][0]
    _, (end,) = life(reported(1), ended(3, how, suppressed=how == "archived"), end_route=end_route)
    assert (end.kind, end.channel, end.opening_alert) == (how, "operations", opening.key)
    assert (end.opened_at, end.resolved_at, end.severity) == (at(1), at(3), Severity.HIGH)
    assert end.key != opening.key


def test_the_end_of_what_nobody_was_notified_of_is_not_notified_either() -> None:
    assert life(reported(1), ended(3), route=DIGEST, end_route=AT_ONCE)[1] == []
    assert life(ended(3), end_route=AT_ONCE)[1] == []


def test_what_is_first_reported_after_its_end_is_not_notified() -> None:
    assert life(ended(3), reported(1))[1] == []


def test_a_suppressed_finding_is_never_notified() -> None:
    assert life(ended(1, "archived", suppressed=True), end_route=AT_ONCE)[1] == []
    assert life(reported(1, suppressed=True))[1] == []


def test_an_update_is_notified_in_the_thread_when_it_matters() -> None:
    opening = life(reported(1))[1][0]
    assert life(reported(1), reported(2, count=500))[1] == []
    _, (worse,) = life(reported(1), reported(2, severity=Severity.CRITICAL))
    assert (worse.kind, worse.opening_alert) == ("updated", opening.key)
    assert (worse.severity, worse.previous_severity) == (Severity.CRITICAL, Severity.HIGH)
    _, (changed, _) = life(reported(1), reported(2, "updated", status="INSUFFICIENT_DATA"), route=AT_ONCE)
    assert (changed.status, changed.previous_status, changed.kind) == ("INSUFFICIENT_DATA", "opened", "updated")
    assert life(reported(1), reported(3), reported(2, severity=Severity.CRITICAL, status="x"))[1] == []


def all_alerts(*events: Event) -> list[Alert]:
    """The alerts of a life whose events arrive in this order."""
    alerts = [alert for n in range(len(events)) for alert in life(*events[: n + 1])[1]]
    return [alert for alert in alerts if alert.kind != "changed"]


LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL


@pytest.mark.parametrize(
    ("severities", "notified"),
    [
        ([HIGH, LOW, HIGH, MEDIUM, HIGH], [HIGH]),
        ([MEDIUM, HIGH, MEDIUM, HIGH, LOW, HIGH], [MEDIUM, HIGH]),
        ([HIGH, LOW, CRITICAL, HIGH, CRITICAL], [HIGH, CRITICAL]),
    ],
)
def test_a_severity_that_goes_down_and_up_is_news_only_above_the_highest_that_was_notified(
    severities: list[Severity], notified: list[Severity]
) -> None:
    events = [reported(n + 1, severity=severity) for n, severity in enumerate(severities)]
    assert [alert.severity for alert in all_alerts(*events)] == notified
    assert life(*events)[0].notified_severity == max(notified)


def test_what_the_first_message_shows_is_completed_by_pages_causes_and_states() -> None:
    opening = life(reported(1, entities=("i-2",)))[1][0]
    _, (page,) = life(reported(1, entities=("i-2",)), reported(1, event_id="p2", entities=("i-1",)))
    assert (page.kind, page.opening_alert, page.channel) == ("changed", opening.key, "operations")
    assert page.facts == (EventFact(label="Affected resources", value="i-1, i-2"),)
    assert life(reported(1, entities=("i-2",)), reported(3, entities=("i-2",), count=9))[1] == []
    assert life(reported(1), reported(2, entities=("i-1",)), route=DIGEST)[1] == []
    _, (cause,) = life(reported(1), reported(2, cause="Db: no such subnet"))
    assert cause.facts == (EventFact(label="Cause", value="Db: no such subnet"),)
    again = [reported(1), reported(2, "updated", status="x"), reported(3, status="opened")]
    assert [(alert.kind, alert.status) for alert in life(*again)[1]] == [("changed", "opened")]


def test_after_its_end_and_next_opening_a_severity_is_news_again() -> None:
    again = [reported(1), reported(2, severity=CRITICAL), ended(3), reported(4), reported(5, severity=CRITICAL)]
    assert [alert.kind for alert in all_alerts(*again)] == ["opened", "updated", "ok", "reopened", "updated"]


def test_an_alarm_that_loses_its_data_and_has_it_again_is_one_update_however_often() -> None:
    to_and_fro = [
        reported(n, "opened" if n % 2 else "updated", status="ALARM" if n % 2 else "INSUFFICIENT_DATA")
        for n in range(1, 12)
    ]
    opening, update = all_alerts(*to_and_fro)
    assert (opening.status, update.kind, update.status) == ("ALARM", "updated", "INSUFFICIENT_DATA")
    assert [alert.kind for alert in all_alerts(*to_and_fro, ended(12))][2:] == ["ok"]


def test_what_becomes_bad_enough_later_is_notified_as_an_opening() -> None:
    first, second = reported(1, severity=Severity.LOW), reported(2, severity=Severity.CRITICAL)
    quiet, _ = life(first, route=DIGEST)
    assert second.incident
    worse = with_report(quiet, second, second.incident, None, None, NEVER_SILENT)
    after, (alert,) = notify_incident(AT_ONCE, quiet, worse, "e2", at(2))
    assert (alert.kind, alert.opened_at, alert.severity) == ("opened", at(1), Severity.CRITICAL)
    assert after.alert == alert.key
    assert notify_incident(DIGEST, quiet, worse, "e2", at(2))[1] == []


def test_an_excepted_incident_is_not_notified() -> None:
    event = reported(1)
    assert event.incident
    fresh = Incident(key=incident_of(event).key)
    excepted = with_report(fresh, event, event.incident, "web team: known", at(999), NEVER_SILENT)
    assert notify_incident(NEVER, fresh, excepted, "e1", at(1))[1] == []


def test_what_opens_again_while_flapping_follows_the_alert_before() -> None:
    lives = [reported(1), ended(2), reported(3), ended(4)]
    before, _ = life(*lives)
    _, (third,) = life(*lives, reported(5))
    assert (third.flapping, third.kind, third.previous_alert) == (True, "reopened", before.alert)


def test_silence_is_an_end_in_the_thread() -> None:
    before, _ = life(reported(1, silent_after=3600))
    opening = before.alert
    after, (end,) = notify_incident(NEVER, before, as_of(before, at(5)), "silent", at(5))
    assert (end.kind, end.opening_alert, end.resolved_at, after.closed_as) == ("silent", opening, at(2), "silent")


def test_an_end_that_is_known_only_by_the_next_opening_is_notified_with_it() -> None:
    first = life(reported(1, silent_after=3600))[1][0]
    _, (end, opening) = life(reported(1, silent_after=3600), reported(9, silent_after=3600))
    assert (end.kind, end.opening_alert, end.opened_at, end.resolved_at) == ("silent", first.key, at(1), at(2))
    assert (opening.kind, opening.opened_at, opening.opening_alert) == ("reopened", at(9), None)
    assert end.key.position != opening.key.position
