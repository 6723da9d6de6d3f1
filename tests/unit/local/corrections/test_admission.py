"""The correction of how policies are evaluated is needed, and does what AWS does."""

from ministack.core import iam_evaluator

from local.corrections import applied

HUB = "111111111111"
QUEUE = "arn:aws:sqs:us-east-1:111111111111:queue"


def test_resolve_condition_key_takes_a_call_for_one_over_tls() -> None:
    called = {"principal_arn": f"arn:aws:iam::{HUB}:root", "principal_type": "Account", "principal_account": HUB}
    context = iam_evaluator.EvalContext(**called, action="sqs:SendMessage", resource_arn=QUEUE, region="us-east-1")
    assert iam_evaluator._resolve_condition_key("aws:SecureTransport", context) == "false"
    with applied():
        assert iam_evaluator._resolve_condition_key("aws:SecureTransport", context) == "true"
        assert iam_evaluator._resolve_condition_key("aws:PrincipalAccount", context) == HUB
