"""Receiving opens a dialog for who may except, starts all else once, and says in the dialog what is wrong."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from config_monitor.domain.actions import Action, Command, Press, Reply, Submission
from config_monitor.domain.policy import Author
from config_monitor.errors import DialogOpened, NotificationRefused, NotifierBusy, NotifierError
from config_monitor.use_cases.receive_interaction import ReceiveDependencies, receive
from simulation.sender import FakeAlerts
from tests.support.acting import ALICE, BOB, POLICY, FakePeople
from tests.support.fakes import FakePolicies

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class FakeDialogs:
    def __init__(self) -> None:
        self.opened: list[tuple[str, int]] = []
        self.trouble: NotifierError | None = None

    def ask_for_exception(self, trigger_id: str, _action: Action, _today: date, longest_days: int) -> None:
        if self.trouble:
            raise self.trouble
        self.opened.append((trigger_id, longest_days))


class FakeStarter:
    def __init__(self) -> None:
        self.started: dict[str, Mapping[str, Any]] = {}

    def start(self, action_id: str, payload: Mapping[str, Any]) -> bool:
        new = action_id not in self.started
        self.started.setdefault(action_id, payload)
        return new


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def starter() -> FakeStarter:
    return FakeStarter()


@pytest.fixture
def ports(dialogs: FakeDialogs, starter: FakeStarter) -> ReceiveDependencies:
    return ReceiveDependencies(FakePolicies(POLICY), FakeAlerts(), FakePeople(), dialogs, starter, lambda: NOW)


def press(kind: str, by: Author = ALICE) -> Press:
    action = {"action_id": f"{kind}-1", "kind": kind, "by": by, "at": "2026-11-26T12:00:00.000Z", "channel_id": "C1"}
    return Press(Action.model_validate(action), "trigger")


def test_a_press_is_started_once_however_often_it_arrives(ports: ReceiveDependencies, starter: FakeStarter) -> None:
    for _ in range(3):
        assert receive(press("acknowledge", BOB), ports) == Reply()
    assert list(starter.started) == ["acknowledge-1"]


def test_who_may_except_gets_a_dialog_and_who_may_not_a_refusal(
    ports: ReceiveDependencies, dialogs: FakeDialogs, starter: FakeStarter
) -> None:
    assert receive(press("except"), ports) == Reply()
    assert (dialogs.opened, starter.started) == ([("trigger", 90)], {})
    receive(press("except", BOB), ports)
    assert len(dialogs.opened) == 1
    assert starter.started["except-1"]["action"]["by"]["id"] == "UBOB"  # whom act_on_alert refuses it


@pytest.mark.parametrize(
    ("trouble", "reported"),
    [
        (NotificationRefused("expired_trigger_id"), True),
        (NotifierBusy("away"), True),
        (DialogOpened("exchanged_trigger_id"), False),
    ],
)
def test_a_dialog_that_does_not_open_is_reported_and_a_repeated_press_is_not(
    ports: ReceiveDependencies, dialogs: FakeDialogs, starter: FakeStarter, trouble: NotifierError, reported: bool
) -> None:
    dialogs.trouble = trouble
    assert receive(press("except"), ports) == Reply()
    assert ("failed" in starter.started.get("except-1", {})) is reported


@pytest.mark.parametrize(
    ("expires", "fault"), [("2026-11-25", "over"), ("2027-11-26", "At most 90 days"), ("soon", "A date is needed")]
)
def test_a_dialog_says_what_is_wrong_and_starts_nothing(
    ports: ReceiveDependencies, starter: FakeStarter, expires: str, fault: str
) -> None:
    reply = receive(Submission(press("except").action, "a bastion", expires, "resource"), ports)
    assert fault in reply.faults["expires"]
    assert starter.started == {}


def test_a_dialog_that_is_right_starts_the_exception(ports: ReceiveDependencies, starter: FakeStarter) -> None:
    assert receive(Submission(press("except").action, " a bastion ", "2026-12-24", "rule"), ports) == Reply()
    started = starter.started["except-1"]["action"]
    assert (started["reason"], started["expires"], started["scope"]) == ("a bastion", "2026-12-24", "rule")


def test_a_command_is_answered_at_once_and_again_later(ports: ReceiveDependencies, starter: FakeStarter) -> None:
    reply = receive(Command("command-1", BOB, "mine", "https://hooks.slack.com/commands/1"), ports)
    assert reply == Reply(line="Looking …")
    assert starter.started["command-1"]["command"]["text"] == "mine"


def test_what_asks_for_nothing_gets_nothing(ports: ReceiveDependencies, starter: FakeStarter) -> None:
    assert receive(None, ports) == Reply()
    assert starter.started == {}
