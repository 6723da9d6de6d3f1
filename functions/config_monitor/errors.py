"""Every error the package raises on purpose.

ConfigMonitorError
├── RejectedEvent       the event breaks the shape its service documents; it goes to the dead-letter queue
├── InvalidPolicy       policy.yaml does not say what a policy may say
├── InvalidSettings     a Lambda's environment lacks something it needs
├── InvalidCursor       a cursor that does not belong to this query
├── RefusedInteraction  a request that Slack did not sign for this app and workspace
├── WriteConflict       others changed an item after it was read: read it again, decide again, write again
├── StorageRefused      the table will never take a write: an item or a key too large; it is not tried again
├── StorageBusy         the table stays busy or is changed by others after all retries; Step Functions tries again
└── NotifierError       a notifier (Slack, a topic) did not take a notification
    ├── NotifierBusy        it was away or busy and took nothing: try again after `retry_after` seconds
    ├── NotifierUnanswered  it may have taken the notification but did not say so: trying again may send it twice
    └── NotificationRefused it will never take this one as it is
        ├── FormRefused         for its form or length: the text alone may be taken
        ├── NoSuchChannel       the channel does not exist, is archived or may not be written to
        ├── ThreadGone          the message that it edits or replies to is not there any more
        └── DialogOpened        a dialog was opened for this press already
"""


class ConfigMonitorError(Exception):
    """The root: anything the package raises on purpose."""


class RejectedEvent(ConfigMonitorError):
    """An event that breaks the shape its service documents; the message says which field and why."""


class InvalidPolicy(ConfigMonitorError):
    """A policy that does not say what a policy may say; the message names the line and the reason."""


class InvalidSettings(ConfigMonitorError):
    """An environment that lacks what a function needs; the message names the variable."""


class InvalidCursor(ConfigMonitorError):
    """A cursor that was changed, made up or issued for another query; the message completes `cursor ...`."""


class WriteConflict(ConfigMonitorError):
    """Nothing was written, since an item has changed after it was read."""


class RefusedInteraction(ConfigMonitorError):
    """A request that Slack did not sign for this app and workspace; `status` is the HTTP status that it gets."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class StorageBusy(ConfigMonitorError):
    """The table refused a write after all retries: throttled, or changed by others each time."""


class StorageRefused(ConfigMonitorError):
    """The table will never take this write, however often it is tried: an item or a key is too large."""


class NotifierError(ConfigMonitorError):
    """A notifier did not take a notification."""


class NotifierBusy(NotifierError):
    """The notifier was away or too busy and took nothing; `retry_after` is in seconds, None when it did not say."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class NotifierUnanswered(NotifierError):
    """The notifier had the whole request and did not answer: it may have taken it."""


class NotificationRefused(NotifierError):
    """The notifier will not take this notification as it is; `code` is its own word for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the notification was refused: {code}")
        self.code = code


class FormRefused(NotificationRefused):
    """Refused for its form or length; the same as text alone may be taken."""


class NoSuchChannel(NotificationRefused):
    """The channel does not exist, is archived, or may not be written to."""


class DialogOpened(NotificationRefused):
    """A dialog was opened for this press already: the press was delivered again."""


class ThreadGone(NotificationRefused):
    """The message that was to be edited or replied to is not there any more."""
