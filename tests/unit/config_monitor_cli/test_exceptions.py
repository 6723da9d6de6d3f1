"""`make exceptions`: what people excepted, as the policy file says it; the file that it becomes excepts the same."""

from datetime import date

from config_monitor.domain.policy import Author, ExceptionByPerson, Subject, exception_of, override_ids
from config_monitor_cli.exceptions import entries
from config_monitor_cli.policy_file import read_policy
from simulation.evaluations import KEY, RULE, TYPE

TODAY = date(2026, 11, 26)


def made(resource: str | None, rule: str | None = RULE) -> ExceptionByPerson:
    ids = override_ids(KEY)
    return ExceptionByPerson(
        id=ids.resource if resource else ids.rule,
        account=KEY.account,
        subject="a volume\nand: more",
        author=Author(id="arn:aws:sts::111122223333:assumed-role/" + "x" * 90),
        created_at="2026-11-24T00:00:00.000Z",
        scope="resource" if resource else "rule",
        rule_name=rule,
        resource_type=TYPE if resource else None,
        resource_id=resource,
        reason='"quoted": # and\nmore',
        expires=TODAY,
    )


def excepts(text: str, resource: str, account: str = KEY.account) -> bool:
    policy = read_policy(f'accounts: {{"{KEY.account}": {{name: production}}}}\n{text}')
    names = (resource,)
    return bool(
        exception_of(policy, Subject(account=account, rules=(RULE,), resource_type=TYPE, resource_names=names), TODAY)
    )


def test_a_resource_is_excepted_by_its_very_name_whatever_that_is() -> None:
    text = entries([made("vol-[1]*?")])
    assert excepts(text, "vol-[1]*?")
    assert not excepts(text, "vol-1xy")
    assert not excepts(text, "vol-[1]*?", account="999988887777")


def test_a_rule_is_excepted_for_all_resources_of_the_account() -> None:
    assert excepts(entries([made(None)]), "anything")


def test_what_the_file_cannot_say_is_a_comment() -> None:
    text = entries([made("finding-1", rule=None)])
    assert text.splitlines() == [f"# not for a rule: a volume and: more in {KEY.account} until 2026-11-26"]
    assert read_policy(text).exceptions == []
