"""Notifications to an SNS topic: text for people, attributes for subscribers' filter policies; no threads, no edits."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from config_monitor.domain.notifications import Image, Line, Notification, Section
from config_monitor.errors import (
    FormRefused,
    NoSuchChannel,
    NotificationRefused,
    NotifierBusy,
    NotifierError,
    NotifierUnanswered,
    ThreadGone,
)
from config_monitor.ports import Posted

# SNS takes 256 KB with the attributes, and subjects of less than 100 characters; ASCII ones in every region.
BODY_BYTES, SUBJECT = 200_000, 99
_NO_TOPIC = {"NotFound", "NotFoundException", "AuthorizationError", "AuthorizationErrorException"}
_FORM = {"InvalidParameter", "InvalidParameterException", "ParameterValueInvalid"}
_REFUSED = {"KMSAccessDenied", "KMSDisabled", "KMSNotFound", "EndpointDisabled"}


class Publisher(Protocol):
    """The client of SNS, as far as it is used."""

    def publish(self, **request: Any) -> Any:
        """Publish one message."""
        ...


class SnsTopic:
    """One topic, whatever the channel."""

    threads = False

    def __init__(self, client: Publisher, topic_arn: str) -> None:
        self._client, self._topic_arn = client, topic_arn

    def rate_limit_key(self, _channel: str) -> str:
        """All channels are the one topic."""
        return self._topic_arn

    def fits(self, notification: Notification) -> bool:
        """Whether nothing of its text is cut."""
        return len(_text(notification).encode()) <= BODY_BYTES

    def post(self, _channel: str, notification: Notification, _thread: str | None = None) -> Posted:
        """Publish to the topic; raises NotifierError."""
        try:
            self._client.publish(
                TopicArn=self._topic_arn,
                Subject=_subject(notification.headline),
                Message=_text(notification).encode()[:BODY_BYTES].decode(errors="ignore"),
                MessageAttributes=message_attributes(notification),
            )
        except ClientError as error:
            raise _meaning(error.response["Error"].get("Code", "")) from error
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            raise NotifierBusy(f"SNS cannot be reached: {type(error).__name__}") from error
        except HTTPClientError as error:
            raise NotifierUnanswered(f"SNS did not answer: {type(error).__name__}") from error
        return Posted(channel_id=None, message_id=None)

    def edit(self, _channel_id: str, _message_id: str, _notification: Notification) -> None:
        """A topic's messages cannot be edited and have no ids here; raises ThreadGone."""
        raise ThreadGone("a_topic_cannot_edit")

    def check_answers(self) -> None:
        """Does nothing: a topic is a mirror, and what it gets twice has the same text."""

    def find(self, _channel: str, _since: float, _thread: str | None = None) -> dict[str, Posted]:
        """Nothing: a topic's messages cannot be read."""
        return {}

    def attach(self, _channel_id: str, _message_id: str, _images: Sequence[Image]) -> None:
        """Nothing: the text has the images' links."""


def message_attributes(notification: Notification) -> dict[str, dict[str, str]]:
    """At most nine attributes, as filter policies match them: one value as String, several as String.Array."""
    attributes = notification.attributes
    values = {
        "severity": (notification.severity.word,),
        "state": (notification.state,),
        "kind": attributes.kinds,
        "account": attributes.accounts,
        "region": attributes.regions,
        "source": attributes.sources,
        "rule": attributes.rules,
        "team": attributes.teams,
    }
    level = {"DataType": "Number", "StringValue": str(notification.severity.value)}
    return {"severity_level": level, **{name: _attribute(some) for name, some in values.items() if some}}


def _attribute(values: tuple[str, ...]) -> dict[str, str]:
    if len(values) == 1:
        return {"DataType": "String", "StringValue": values[0]}
    return {"DataType": "String.Array", "StringValue": json.dumps(values, ensure_ascii=False)}


def _meaning(code: str) -> NotifierError:
    if code in _NO_TOPIC:
        return NoSuchChannel(code)
    if code in _FORM:
        return FormRefused(code)
    return NotificationRefused(code) if code in _REFUSED else NotifierBusy(f"SNS answered {code}")


def _subject(headline: str) -> str:
    ascii_only = " ".join(headline.encode("ascii", "ignore").decode().split())
    return (ascii_only.lstrip(":, ") or "AWS Config Monitor")[:SUBJECT]


def _text(notification: Notification) -> str:
    """Everything a notification says, its details included, with addresses written out."""
    return "\n\n".join(part for each in (notification, *notification.details) for part in _paragraphs(each))


def _paragraphs(notification: Notification) -> Iterator[str]:
    yield from ([_line_text(notification.warning)] if notification.warning else [])
    yield notification.headline
    lists = [
        [f"{fact.name}: {_line_text(fact.value)}" for fact in notification.facts],
        *(_section(section) for section in notification.sections),
        [f"{image.title}: {image.url}" for image in notification.images if image.url],
        [_line_text(line) for line in notification.links],
        [_line_text(line) for line in notification.notes],
    ]
    yield from ("\n".join(lines) for lines in lists if lines)


def _section(section: Section) -> list[str]:
    shown = section.lines[: section.shown]
    more = len(section.lines) - len(shown)
    heading = [_line_text(section.heading)] if section.heading else []
    return [*heading, *map(_line_text, shown), *([f"{more:,} more"] if more else [])]


def _line_text(line: Line) -> str:
    words = "".join(f"{span.text}: {span.url}" if span.url else span.text for span in line.spans)
    return f"> {words}" if line.quoted else words
