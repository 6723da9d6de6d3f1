"""The page for people in a browser, at an address that nobody has, with an API of made-up rows behind it."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import Page, Request, Route

from query_events.static_page import StaticPage, static_page

BASE = "https://hub.example/v1/"
NAMES = {"111122223333": ("Shop", "web"), "222233334444": ("Payments", "money"), "333344445555": (None, None)}
SEVERITIES = ["unrated", "informational", "low", "medium", "high", "critical"]
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
CONSOLE = "https://eu-central-1.console.aws.amazon.com/config/home?region=eu-central-1#/"


def _lived(number: int, severity: int, account: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "account": account,
        "region": "eu-central-1",
        "opened_at": f"2026-11-{26 - number % 20:02}T09:12:00.000Z",
    }
    row |= {"resolved_at": None, "closed_as": None, "reopened": 0, "severity": severity, "annotation": None}
    row |= {"acknowledged_by": None, "acknowledged_at": None, "exception": None, "excepted_until": None}
    row |= {"deadline_at": "2026-12-03T09:12:00.000Z", "overdue": number % 7 == 0, "age": "3 h 12 min"}
    return row | {"id": urlsafe_b64encode(f"{number}".encode()).rstrip(b"=").decode()} | more


def _violation(number: int) -> dict[str, Any]:
    severity = [5, 4, 3, 3, 2][number % 5]
    rule = ["restricted-ssh", "s3-bucket-public-read-prohibited", "required-tags", "ec2-imdsv2-check", "our-own-rule"]
    kind = ["AWS::EC2::SecurityGroup", "AWS::S3::Bucket", "AWS::EC2::Instance", "AWS::EC2::Instance", "AWS::SQS::Queue"]
    return _lived(
        number,
        severity,
        list(NAMES)[number % 3],
        rule_name=rule[number % 5],
        resource_type=kind[number % 5],
        resource_id=f"resource-{number:04}",
        resource_name="checkout" if number % 5 == 1 else None,
        resource_owner=None,
        status="NON_COMPLIANT",
        acknowledged_by="ann (UANN)" if number == 5 else None,
        acknowledged_at="2026-11-26T10:00:00.000Z" if number == 5 else None,
        exception="ann (UANN): A bastion" if number == 5 else None,
        excepted_until="2027-02-01T00:00:00.000Z" if number == 5 else None,
    )


VIOLATIONS = [_violation(number) for number in range(60)]
_DETAIL = {
    "rule_names": ["securityhub-restricted-ssh-0a1b2c3d"],
    "rule_arn": None,
    "title": "Security group opens SSH to the world",
    "description": "This security group lets any address reach port 22.",
    "annotation": HOSTILE,
    "remediation": "Allow port 22 from known addresses alone, or use Session Manager and close it.",
    "documentation": "https://docs.aws.amazon.com/config/latest/developerguide/restricted-ssh.html",
    "resource_url": CONSOLE + "resources/details",
    "timeline_url": CONSOLE + "resources/timeline",
    "rule_url": "javascript:alert(1)",
    "notification": {
        "state": "sent",
        "channel": "security",
        "sent_at": "2026-11-26T09:12:04.000Z",
        "reason": None,
    },
    "summed_up_before": None,
    "timeline": [
        {"at": "2026-11-20T07:00:00.000Z", "status": "COMPLIANT", "rule_name": "restricted-ssh", "event_id": "a"},
        {"at": "2026-11-26T09:12:00.000Z", "status": "NON_COMPLIANT", "rule_name": "restricted-ssh", "event_id": "b"},
    ],
    "changes": [
        {
            "at": "2026-11-26T09:11:40.000Z",
            "event_id": "c",
            "change_type": "UPDATE",
            "properties": {"Configuration.ipPermissions.0": {"previousValue": None, "updatedValue": HOSTILE}},
        }
    ],
}
_INCIDENT: dict[str, Any] = {
    "source": "aws.guardduty",
    "identity": "finding",
    "kind": "UnauthorizedAccess:EC2/SSHBruteForce",
    "title": "i-0a1b was attacked by SSH brute force",
    "resource_type": "AWS::EC2::Instance",
    "resource_id": "i-0a1b",
    "status": "active",
    "count": 12,
    "starts_at": None,
    "ends_at": None,
}
INCIDENTS = [_lived(100 + n, 4 - n % 2, list(NAMES)[n % 3], **_INCIDENT) for n in range(4)]
_INCIDENT_DETAIL = {
    "category": "threat",
    "remediation": "Look at who may reach port 22.",
    "console_url": "https://eu-central-1.console.aws.amazon.com/guardduty/home",
    "entities": [],
    "notification": None,
    "summed_up_before": None,
    "timeline": [
        {
            "at": "2026-11-26T09:12:00.000Z",
            "phase": "opened",
            "status": "active",
            "event_id": "d",
            "not_notified_because": "Muted by quiet.1 (source aws.guardduty): left to the digest.",
        }
    ],
}
EVENTS = [
    {
        "id": f"{1795600000 - n}-e{n}",
        "account": list(NAMES)[n % 3],
        "region": "eu-central-1",
        "source": "aws.config",
        "detail_type": "Config Rules Compliance Change",
        "title": HOSTILE if n == 0 else "S3 bucket is public",
        "severity": 4,
        "status": ["NON_COMPLIANT", "COMPLIANT"][n % 2],
        "published_at": 1795600000 - n,
        "detail": '{"a": 1}',
        "resource_id": "checkout",
        "resource_type": "AWS::S3::Bucket",
    }
    for n in range(30)
]
EXCEPTIONS = [
    {
        "id": "ab12",
        "origin": "slack",
        "rule_name": "restricted-ssh",
        "resource_type": "AWS::EC2::SecurityGroup",
        "resource_id": "resource-0000",
        "account": "111122223333",
        "region": "eu-central-1",
        "subject": "restricted-ssh: resource-0000",
        "reason": "A bastion, reviewed each quarter",
        "author": "ann (UANN)",
        "approved_by": "bob (UBOB)",
        "expires": "2027-01-31",
        "ended_at": None,
        "status": "active",
    }
]


def _counts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    by_severity = {word: sum(row["severity"] == n for row in rows) for n, word in reversed(list(enumerate(SEVERITIES)))}
    return {
        **{"score": 87.5, "n": 480, "compliant": 420, "non_compliant": len(rows), "excepted": 3},
        **{"open_by_severity": by_severity, "since_yesterday": -0.4, "since_last_week": None},
    }


class PageApi:
    """The made-up API; it notes what it was asked, and answers with `failing` where that is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.failing: tuple[int, str] | None = None
        self.silent = False
        self.violations = VIOLATIONS
        self.names: dict[str, tuple[str | None, str | None]] = dict(NAMES)
        self.shown: StaticPage = static_page("iam")

    def serve(self, page: Page) -> None:
        """Answer the page's requests to its own address, and refuse every other one."""
        page.route("**/*", lambda route: route.abort())
        page.route(f"{BASE}**", self._fulfil)

    def _fulfil(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        path = unquote(parts.path.removeprefix("/v1/"))
        if not path:
            route.fulfill(
                body=self.shown.html,
                headers={"Content-Security-Policy": self.shown.policy},
                content_type="text/html; charset=utf-8",
            )
            return
        self.asked.append(f"{path}?{parts.query}" if parts.query else path)
        self.headers.append(request.headers)
        if self.silent:
            return
        if self.failing:
            status, detail = self.failing
            route.fulfill(status=status, json={"detail": detail}, content_type="application/problem+json")
            return
        route.fulfill(
            body=json.dumps(self._answer(path, dict(parse_qsl(parts.query)))), content_type="application/json"
        )

    def _answer(self, path: str, query: dict[str, str]) -> Any:
        match path.split("/"):
            case ["names"]:
                return self._names()
            case ["compliance", "summary"]:
                of = [_counts([v for v in self.violations if v["account"] == a]) | {"account": a} for a in NAMES]
                return _counts(self.violations) | {"as_of": "2026-11-27T10:00:00.000Z", "accounts": of}
            case ["compliance", "violations"]:
                return _page(self.violations if query.get("status", "open") == "open" else [], query)
            case ["compliance", "violations", number]:
                return next(v for v in self.violations if v["id"] == number) | _DETAIL
            case ["incidents"]:
                return _page(INCIDENTS, query)
            case ["incidents", number]:
                return next(i for i in INCIDENTS if i["id"] == number) | _INCIDENT_DETAIL
            case ["events"]:
                return _page(EVENTS, query)
            case ["events", number]:
                return next(e for e in EVENTS if e["id"] == number)
            case _:
                return _page(EXCEPTIONS, query)

    def _names(self) -> dict[str, Any]:
        titles = {"restricted-ssh": "Security group opens SSH to the world", "our-own-rule": None}
        rules = sorted({v["rule_name"] for v in VIOLATIONS} | {"s3-bucket-ssl-requests-only"})
        return {
            "accounts": [{"account": a, "account_name": n, "team": t} for a, (n, t) in self.names.items()],
            "rules": [{"rule_name": rule, "title": titles.get(rule)} for rule in rules],
            "regions": ["eu-central-1"],
            "resource_types": sorted({v["resource_type"] for v in VIOLATIONS}),
            "resources": [{"resource_id": v["resource_id"], "resource_name": v["resource_name"]} for v in VIOLATIONS],
        }


def _page(rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    limit, start = int(query.get("limit", "50")), int(query.get("cursor", "0"))
    matching = [row for row in rows if _matches(row, query)]
    end = start + limit
    return {"items": matching[start:end], "cursor": str(end) if end < len(matching) else None}


def _matches(row: dict[str, Any], query: dict[str, str]) -> bool:
    filters: Iterator[tuple[str, str]] = (
        (k, v) for k, v in query.items() if k in row and k not in ("status", "overdue")
    )
    return all(SEVERITIES[row[k]] == v if k == "severity" else row[k] == v for k, v in filters)
