"""What receiving and carrying out people's actions need."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from config_monitor.bootstrap.notifications import alert_sender, alerts, slack_secret
from config_monitor.bootstrap.processing import policies
from config_monitor.bootstrap.queries import history
from config_monitor.bootstrap.reconciliation import reapply_dependencies
from config_monitor.bootstrap.runtime import clock, table

if TYPE_CHECKING:
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.adapters.slack.receiver import SlackReceiver
    from config_monitor.adapters.slack.workspace import SlackWorkspace
    from config_monitor.ports import ActionStarter, PrivateAnswers
    from config_monitor.use_cases.act_on_alert import ActDependencies
    from config_monitor.use_cases.receive_interaction import ReceiveDependencies


@cache
def slack_receiver() -> SlackReceiver:
    """The reader of what Slack sends."""
    from config_monitor.adapters.slack.receiver import SlackReceiver
    from config_monitor.settings import NotifySlackSettings

    secret = slack_secret(NotifySlackSettings.from_environment().slack_secret_arn)
    return SlackReceiver(secret, workspace(), lambda: clock().timestamp())


@cache
def receive_dependencies() -> ReceiveDependencies:
    """What receiving an interaction needs."""
    from config_monitor.adapters.slack.dialogs import SlackDialogs
    from config_monitor.use_cases.receive_interaction import ReceiveDependencies

    return ReceiveDependencies(policies(), alerts(), workspace(), SlackDialogs(slack_bot()), action_starter(), clock)


def act_dependencies() -> ActDependencies:
    """What carrying out an action needs, at present."""
    from config_monitor.adapters.dynamodb.actions import DynamoDBActionLog
    from config_monitor.use_cases.act_on_alert import ActDependencies

    return ActDependencies(
        reapply=reapply_dependencies(lambda: False),
        history=history(),
        log=DynamoDBActionLog(table()),
        workspace=workspace(),
        private_answers=private_answers(),
        sender=alert_sender(),
    )


@cache
def action_starter() -> ActionStarter:
    """The state machine that carries out actions."""
    from config_monitor.adapters import aws
    from config_monitor.adapters.action_starter import StepFunctionsActionStarter
    from config_monitor.settings import ReceiveInteractionSettings

    machine = ReceiveInteractionSettings.from_environment().act_on_alert_arn
    return StepFunctionsActionStarter(aws.client("stepfunctions"), machine)


def private_answers() -> PrivateAnswers:
    """The sender of messages that one person alone sees."""
    return slack_bot()


@cache
def slack_bot() -> SlackBot:
    """The bot by which dialogs are opened, messages for one person sent and users looked up."""
    from config_monitor.adapters.slack.address import api_address
    from config_monitor.adapters.slack.bot import SlackBot
    from config_monitor.settings import NotifySlackSettings

    settings = NotifySlackSettings.from_environment()
    address = api_address(settings.slack_api_url, settings.allowed_webhook_hosts)
    return SlackBot(slack_secret(settings.slack_secret_arn), address)


@cache
def workspace() -> SlackWorkspace:
    """The users of the workspace."""
    from config_monitor.adapters.slack.workspace import SlackWorkspace

    return SlackWorkspace(slack_bot())
