"""The main job, from a member's bus to the table, to Slack or to the dead-letter queue."""

from __future__ import annotations

import json

import pytest

from local.aws import Account
from local.settings import HUB_STACK, MEMBER_ACCOUNTS, REGION
from tests.support.engine import Engine, unique, wait
from tests.support.samples import changed, sample, violation_now

STRANGER = "990000000001"


@pytest.mark.parametrize("account", MEMBER_ACCOUNTS)
def test_a_violation_is_stored_under_its_own_account(engine: Engine, account: str) -> None:
    """What is put on a member's bus is in the table, with the id, account and region that the bus gave it."""
    resource = unique("road-stored")
    event_id = engine.put(violation_now(resource), account)
    (row,) = wait(lambda: engine.rows(event_id), "the row")
    assert (row["account"], row["region"]) == (account, REGION)
    assert (row["rule_name"], row["resource_id"]) == ("s3-bucket-public-read-prohibited", resource)
    assert (row["status"], row["previous_status"]) == ("NON_COMPLIANT", "COMPLIANT")
    assert row["sk"] == f"EVENT#{row['published_at']}-{event_id}"


def test_a_severe_violation_is_notified_in_slack(engine: Engine) -> None:
    """The message has what is needed to act, and leads to the console."""
    resource = unique("road-notified")
    # A rule that no other test uses, so that no earlier alert holds this one back.
    engine.put(violation_now(resource, rule="rds-snapshots-public-prohibited"), MEMBER_ACCOUNTS[0])
    (message, *_) = wait(lambda: engine.messages_about(resource), "the message", 60)
    text = json.dumps(message)
    for part in ("rds-snapshots-public-prohibited", "AWS::S3::Bucket", MEMBER_ACCOUNTS[0], REGION, "console"):
        assert part in text


@pytest.mark.parametrize("name", ["no-rule-name", "rule-name-is-a-list", "detail-is-text", "result-is-null"])
def test_a_malformed_event_is_kept_with_its_reason(engine: Engine, name: str) -> None:
    """It fails its execution and is on the dead-letter queue as it came; the next good one is stored."""
    event = sample(f"malformed/{name}") | {"id": unique("road-malformed")}
    ended = engine.run("ProcessEventArn", event)
    assert ended.status == "FAILED"
    (kept,) = [letter for letter in engine.dead_letters() if event["id"] in letter["body"]]
    assert json.loads(kept["body"]) == event
    assert kept["attributes"]["error"]
    assert kept["attributes"]["cause"]
    assert kept["attributes"]["execution"] == ended.arn
    good = engine.put(violation_now(unique("road-after")), MEMBER_ACCOUNTS[0])
    assert wait(lambda: engine.rows(good), "the next good event")


def test_an_unknown_detail_type_is_ignored_visibly(engine: Engine) -> None:
    """No error, no dead letter: the execution says why nothing was kept."""
    event = changed("config/non-compliant", "detail-type", "Config Something New") | {"id": unique("road-unknown")}
    ended = engine.run("ProcessEventArn", event)
    assert ended.status == "SUCCEEDED"
    assert engine.machines.visited(ended.arn)[-1] == "EventIgnored"
    assert ended.output["reason"]
    assert not [letter for letter in engine.dead_letters() if event["id"] in letter["body"]]


def test_the_hub_bus_refuses_an_account_that_is_not_listed(engine: Engine) -> None:
    """A stranger's forwarded event arrives nowhere but on the stranger's own dead-letter queue."""
    stranger = Account(engine.url, STRANGER)
    queue = stranger.sqs.create_queue(QueueName="undelivered")["QueueUrl"]
    bus = engine.outputs["EventBusArn"]
    stranger.events.put_rule(Name="forward", EventPattern='{"source": ["aws.config"]}')
    stranger.events.put_targets(
        Rule="forward",
        Targets=[
            {
                "Id": HUB_STACK,
                "Arn": bus,
                "RoleArn": f"arn:aws:iam::{STRANGER}:role/forward",
                "DeadLetterConfig": {"Arn": f"arn:aws:sqs:{REGION}:{STRANGER}:undelivered"},
            }
        ],
    )
    resource = unique("road-stranger")
    event_id = engine.put(violation_now(resource), STRANGER)
    received = stranger.sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"]
    assert [json.loads(message["Body"])["id"] for message in received] == [event_id]
    assert received[0]["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert engine.rows(event_id) == []
