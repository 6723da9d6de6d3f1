"""Post the question to a second person once; one whose answer was lost is posted again by growing pauses only."""

from datetime import datetime

from config_monitor.domain.actions import ExceptionRequest
from config_monitor.domain.notifications import Notification, pause_after_unanswered
from config_monitor.errors import NotifierBusy, NotifierUnanswered
from config_monitor.ports import ActionLog
from config_monitor.use_cases.notification_sender import NotificationSender


def post_question(
    request: ExceptionRequest,
    question: Notification,
    channel: str,
    log: ActionLog,
    channels: NotificationSender,
    now: datetime,
) -> None:
    """Raises StorageBusy and NotifierError; NotifierBusy also while it is too early to post it again."""
    seconds = now.timestamp()
    log.keep_request(request, int(seconds))
    asked = log.asked(request.id)
    if asked and not asked.unanswered:
        return
    if asked and seconds < asked.again_at:
        raise NotifierBusy("the question may have been posted: it is posted again later", asked.again_at - seconds)
    if asked:
        channels.check_answers()
    try:
        channels.post(channel, question)
    except NotifierUnanswered as error:
        posts = (asked.unanswered if asked else 0) + 1
        pause = pause_after_unanswered(posts)
        log.mark_asked(request.id, int(seconds), posts, seconds + pause)
        raise NotifierBusy(str(error), pause) from error
    log.mark_asked(request.id, int(seconds))
