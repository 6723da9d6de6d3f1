"""People who act on one violation: the use case's ports in memory, each of whose calls can be its process's last."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Any

from config_monitor.domain.actions import Action, ExceptionRequest, Membership
from config_monitor.domain.compliance import Violation, ViolationKey
from config_monitor.domain.events import Severity, format_instant
from config_monitor.domain.incidents import IncidentKey
from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.policy import (
    Approvers,
    Author,
    Classified,
    ExceptionByPerson,
    MuteByPerson,
    Overrides,
    Policy,
    override_ids,
)
from config_monitor.errors import NotifierError, StorageBusy
from config_monitor.ports import Asked, Record, Recorded
from config_monitor.use_cases.act_on_alert import ActDependencies, ActionResult, act_on_alert
from config_monitor.use_cases.persist_event import persist_event
from config_monitor.use_cases.reapply_policy import ReapplyDependencies
from simulation.evaluations import KEY, NC, C, evaluated
from simulation.invocation import Killed
from simulation.sender import START, World
from tests.support.fakes import EmptyCatalogue, FakeLedger, FakePolicies, NoAgents, NoRules
from tests.support.faults import Faulty

ALICE, BOB, CAROL = (Author(id=f"U{name.upper()}", name=name) for name in ("alice", "bob", "carol"))
POLICY = Policy.model_validate(
    {"approvers": {"users": ["UALICE", "UCAROL"], "channel": "approvers", "two_people": True, "longest_days": 90}}
)
CHANNEL, TRIES = "security", 9


class ActingLedger(FakeLedger):
    """A ledger that keeps overrides too, and hands alerts to those who send them."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self.kept: dict[str, ExceptionByPerson | MuteByPerson] = {}

    def record(self, record: Record, now: datetime) -> Recorded:
        recorded = super().record(record, now)
        if recorded == "stored":
            self.kept |= {f"{type(each).__name__} {each.id}": each for each in record.overrides}
            self._world.write(*record.alerts)
        return recorded

    def event(self, event_id: str) -> tuple[dict[str, Any], AlertKey | None] | None:
        if event_id not in self.events:
            return None
        key = self.events[event_id].event.resource_id
        own = [k for k, alert in self.alerts.items() if alert.kind == "excepted" and alert.resource_id == key]
        return {"id": event_id}, next(iter(own), None)

    def exception(self, exception_id: str) -> ExceptionByPerson | None:
        kept: Any = self.kept.get(f"ExceptionByPerson {exception_id}")
        return kept  # type: ignore[no-any-return]

    def of(self, key: ViolationKey | IncidentKey, without: str | None = None) -> Overrides:
        ids = override_ids(key)
        exceptions = [self.kept.get(f"ExceptionByPerson {each}") for each in ids]
        active: Any = next((each for each in exceptions if each and not each.ended_at and each.id != without), None)
        mute: Any = self.kept.get(f"MuteByPerson {ids.resource}")
        return Overrides(exception=active, mute=mute)

    def scopes(self) -> list[tuple[str, str]]:
        return sorted({(key.account, key.region) for key in self.violations})

    def of_rule(self, account: str, region: str, rule: str) -> list[Violation]:
        wanted = (account, region, rule)
        return [v for key, v in self.violations.items() if (key.account, key.region, key.rule_name) == wanted]


class FakeLog:
    """Requests for a second person and claims of replies."""

    def __init__(self) -> None:
        self.replies: set[str] = set()
        self.questions: dict[str, Asked] = {}
        self.requests: dict[str, ExceptionRequest] = {}
        self._lock = Lock()

    def claim_reply(self, action_id: str, _now: int) -> bool:
        with self._lock:
            free = action_id not in self.replies
            self.replies.add(action_id)
            return free

    def release_reply(self, action_id: str) -> None:
        self.replies.discard(action_id)

    def asked(self, request_id: str) -> Asked | None:
        return self.questions.get(request_id)

    def mark_asked(self, request_id: str, _now: int, unanswered: int = 0, again_at: float = 0) -> None:
        self.questions[request_id] = Asked(unanswered, again_at)

    def keep_request(self, request: ExceptionRequest, _now: int) -> None:
        self.requests[request.id] = request

    def request(self, request_id: str) -> ExceptionRequest | None:
        return self.requests.get(request_id)

    def approve(self, request_id: str, by: Author, at: str) -> ExceptionRequest | None:
        with self._lock:
            if (kept := self.requests.get(request_id)) and not kept.approved_by:
                self.requests[request_id] = kept.model_copy(update={"approved_by": by, "approved_at": at})
            return self.requests.get(request_id)


class FakePeople:
    """A workspace whose members are known by the policy, and the answers that each one alone saw."""

    def __init__(self, *strangers: str) -> None:
        self.strangers = set(strangers)
        self.answers: list[tuple[str, str]] = []

    def membership(self, user: str, approvers: Approvers) -> Membership:
        full = user not in self.strangers
        return Membership(full_member=full, approver=full and user in approvers.users)

    def has_approver_beside(self, user: str, approvers: Approvers) -> bool:
        return bool(set(approvers.users) - self.strangers - {user})

    def link(self, channel_id: str, message_id: str) -> str:
        return f"https://company.slack.com/archives/{channel_id}/p{message_id}"

    def answer_privately(self, _channel_id: str, user: str, lines: Sequence[str]) -> None:
        self.answers.append((user, " ".join(lines)))


class Acting:
    """One open violation, or what another event opens, whose message stands in Slack, and people who press buttons."""

    def __init__(self, severity: Severity = Severity.HIGH, event: Classified | None = None) -> None:
        self.world, self.policy = World(), POLICY
        self.world.time = START
        self.ledger, self.log, self.people = ActingLedger(self.world), FakeLog(), FakePeople()
        self._ids = count(1)
        opens = event or evaluated(NC, 9, C, severity=severity)
        persist_event(opens, self.ledger, self.now, lambda _: None)
        (self.opening,) = self.ledger.alerts
        self.world.notify(self.ledger.alerts[self.opening])
        self.world.time += 300

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.time, UTC)

    @property
    def violation(self) -> Violation:
        return self.ledger.violation(KEY)

    @property
    def actions(self) -> list[str]:
        """The kinds of the actions in history."""
        events = [c.event for c in self.ledger.events.values() if c.event.source == "config-monitor.slack"]
        return [str(event.detail["action"]["kind"]) for event in events]

    @property
    def replies(self) -> list[str]:
        """The first lines of what the thread of the message says."""
        posts = [sent for sent in self.world.notifier.posts if sent.thread]
        return [post.notification.headline for post in posts]

    @property
    def message(self) -> str:
        """What the message says now."""
        return [sent for sent in self.world.notifier.sent if not sent.thread and sent.channel == CHANNEL][-1].text

    def press(self, kind: str, by: Author = ALICE, /, **values: object) -> Action:
        """A new press of a button."""
        action = {"kind": kind, "by": by, "at": format_instant(self.now), "action_id": f"action-{next(self._ids)}"}
        where = {"channel_id": "C1", "message_id": "1.0", **({} if kind == "approve" else {"alert": self.opening})}
        return Action.model_validate({**action, **where, **values})

    def ports(self, after: Callable[[str], None] = lambda _: None) -> ActDependencies:
        """The ports of one invocation."""
        ledger, sender = Faulty(self.ledger, after=after), self.world.sender
        channels = replace(
            sender.channels,
            notifier=Faulty(self.world.notifier, after=after),
            rate_limiter=Faulty(sender.channels.rate_limiter, after=after),
        )
        people = Faulty(self.people, after=after)
        return ActDependencies(
            reapply=ReapplyDependencies(
                violations_by_scope=ledger,
                open_incidents=ledger,
                exception_statuses=ledger,
                ledger=ledger,
                policies=FakePolicies(self.policy),
                catalogue=EmptyCatalogue(),
                pause=lambda _: None,
                now=self.now,
                out_of_time=lambda: False,
                overrides=ledger,
                rules=NoRules(),
                agents=NoAgents(),
            ),
            history=ledger,
            log=Faulty(self.log, after=after),
            workspace=people,
            private_answers=people,
            sender=replace(sender, channels=channels, alerts=Faulty(self.world.alerts, after=after)),
        )

    def act(self, action: Action, after: Callable[[str], None] = lambda _: None) -> ActionResult | None:
        """One invocation; None when its process died."""
        try:
            return act_on_alert(action, self.ports(after))
        except Killed:
            return None

    def carried_out(self, action: Action, after: Callable[[str], None] = lambda _: None) -> ActionResult:
        """The invocations that the state machine makes until one of them ends."""
        for _ in range(TRIES):
            try:
                if result := self.act(action, after):
                    return result
            except (NotifierError, StorageBusy):
                pass
            self.world.time += 20
        raise AssertionError("the machine's tries are over")
