"""The policy: check policy.yaml, show what it changes, put it in effect, and show what is in effect since when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from config_monitor.adapters.catalogue import PackagedCatalogue
from config_monitor.adapters.dynamodb.current_incidents import DynamoDBOpenIncidents
from config_monitor.adapters.dynamodb.ledger import DynamoDBLedger
from config_monitor.adapters.dynamodb.policy import POLICY_KEY
from config_monitor.adapters.dynamodb.policy_versions import policy_versions, store_policy
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.violations_by_scope import DynamoDBViolationsByScope
from config_monitor.domain.compliance import Violation
from config_monitor.domain.events import one_line
from config_monitor.domain.incidents import Incident
from config_monitor.domain.policy import ExceptionByPerson, Policy, label
from config_monitor.use_cases.preview_policy import Preview, preview_incidents, preview_policy
from config_monitor_cli.consent import Yes, ask
from config_monitor_cli.exceptions import in_effect
from config_monitor_cli.failures import CommandFailed
from config_monitor_cli.hub import STACK, Hub, Stack, open_hub
from config_monitor_cli.output import AsJson, print_json
from config_monitor_cli.policy_difference import NAMED, difference, policy_text, vanished
from config_monitor_cli.policy_file import read_policy

LATEST = 20

policy = typer.Typer(no_args_is_help=True, help="Check a policy, put it in effect, show it and its history.")
File = Annotated[Path, typer.Argument(metavar="FILE", help="The policy file.")]
FILE = Path("policy.yaml")


@policy.command()
def check(file: File = FILE) -> None:
    """Check a policy file, without AWS."""
    _read(_text(file), file.name)
    typer.echo(f"{file.name}: right")


@policy.command()
def apply(file: File = FILE, yes: Yes = False, stack: Stack = STACK) -> None:
    """Show what a policy file changes, ask, and put it in effect.

    It is in effect for new events within a minute, for what is open when the policy is next reapplied.
    """
    text = _text(file)
    hub, now = open_hub(stack), datetime.now(UTC)
    more_sources = [source.strip() for source in hub.parameters.get("AdditionalSources", "").split(",") if source]
    read = _read(text, file.name, more_sources)
    table, stored = hub.table, _stored_or_none(hub)
    if stored and stored.model_dump(exclude_unset=True) == read.model_dump(exclude_unset=True):
        typer.echo(f"{file.name} is in effect already: nothing to do.")
        return
    old, new = (_over(hub.default_policy, each) for each in (stored or Policy(), read))
    people = in_effect(table, now)
    show_people(people)
    show_vanished(vanished(old, new))
    if stored:
        show_difference(*(policy_text(each.model_dump_json(exclude_unset=True)) for each in (stored, read)))
    violations = preview_policy(_violations(table), old, new, PackagedCatalogue(), now, people)
    show(violations, "violations")
    show(preview_incidents(_incidents(table), old, new, now, people), "incidents")
    ask(f"Put {file.name} in effect?", yes)
    store_policy(table, read, hub.where.caller, now)
    typer.echo(f"{file.name}: stored in {hub.table_name}; in effect within a minute.")


@policy.command("show")
def show_policy(stack: Stack = STACK, as_json: AsJson = False) -> None:
    """Print the policy in effect, as a file that stores it again."""
    hub = open_hub(stack)
    stored = _stored(hub)
    if as_json:
        print_json(_over(hub.default_policy, stored or Policy()).model_dump(mode="json", exclude_none=True))
    elif stored is None:
        default = hub.default_policy
        typer.echo(
            f"# The default is in effect: from {default.threshold.word} on, #{default.default_channel} is notified."
        )
    else:
        typer.echo(policy_text(stored.model_dump_json(exclude_unset=True)), nl=False)


@policy.command()
def history(stack: Stack = STACK, as_json: AsJson = False) -> None:
    """Print who stored which policy, and when.

    The newest first, each with its difference to the one before.
    """
    versions = list(policy_versions(open_hub(stack).table))
    if as_json:
        print_json([version.model_dump() for version in versions])
        return
    if not versions:
        typer.echo("No policy was stored yet.")
    texts = [policy_text(version.document) for version in versions[: LATEST + 1]]
    for version, text, before in zip(versions[:LATEST], texts, [*texts[1:], ""], strict=False):
        typer.echo(f"{version.stored_at}  {one_line(version.author)}")
        show_difference(before, text)
    if len(versions) > LATEST:
        typer.echo(f"{len(versions) - LATEST} older ones: --json prints all.")


def _text(file: Path) -> str:
    """What stands in a file. Raises CommandFailed."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandFailed(f"{file} cannot be read ({reason}); policy.example.yaml is one to begin with.") from error


def _read(text: str, name: str, more_sources: list[str] | None = None) -> Policy:
    """The policy in a file's text; raises InvalidPolicy, and notes what is probably not meant."""
    read = read_policy(text, name, more_sources or [])
    for note in warnings(read, datetime.now(UTC).date()):
        typer.echo(f"{name}: note: {note}", err=True)
    return read


def _stored(hub: Hub) -> Policy | None:
    """The stored policy, without the stack's defaults; None where there is none. Raises CommandFailed."""
    row = hub.table.get(POLICY_KEY, consistent=True)
    try:
        return Policy.model_validate_json(row["policy"]) if row else None
    except (KeyError, TypeError, ValidationError) as error:
        instead = "each function goes on with the last good one that it has read, else with the stack's default"
        raise CommandFailed(
            f"The stored policy cannot be read; {instead}. make policy puts a right one in effect."
        ) from error


def _stored_or_none(hub: Hub) -> Policy | None:
    """The same; one that cannot be read counts as none, and is named: it is about to be replaced."""
    try:
        return _stored(hub)
    except CommandFailed as error:
        typer.echo(error, err=True)
        return None


def _over(default: Policy, stored: Policy) -> Policy:
    return default.model_copy(update={name: getattr(stored, name) for name in stored.model_fields_set})


def _violations(table: Table) -> Iterator[Violation]:
    by_scope = DynamoDBViolationsByScope(table)
    for scope in sorted(by_scope.scopes()):
        for _, page in by_scope.of_scope(*scope):
            yield from page


def _incidents(table: Table) -> Iterator[Incident]:
    ledger = DynamoDBLedger(table)
    for _, keys in DynamoDBOpenIncidents(table).pages(None):
        yield from map(ledger.incident, keys)


def warnings(policy: Policy, today: date) -> list[str]:
    """What is valid and probably not meant: exceptions that have expired."""
    return [
        f"{label('exceptions', position, entry)} of {entry.owner} expired on {entry.expires}"
        for position, entry in enumerate(policy.exceptions)
        if entry.expires < today
    ]


def show_people(people: list[ExceptionByPerson]) -> None:
    """Print the exceptions that people made."""
    if people:
        typer.echo("exceptions by people, which stay as they are (make exceptions prints them for the file):")
    for each in people:
        typer.echo(f"  {one_line(f'{each.subject} in {each.account}, until {each.expires}, by {each.author.label}')}")


def show_vanished(parts: dict[str, list[str]]) -> None:
    """Print what is in effect and not in the file; first of all, since a short file takes away much."""
    for part, names in parts.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        typer.echo(f"{part} in effect that this file does not have: {', '.join(names[:NAMED])}{more}")


def show_difference(old: str, new: str) -> None:
    """Print the lines that were taken away and added."""
    typer.echo("".join(f"  {line}\n" for line in difference(old, new)) or "  the same as before\n")


def show(preview: Preview, what: str) -> None:
    """Print what would change of what is open."""
    changed = {part: number for part, number in preview.changed.items() if number}
    if not changed:
        typer.echo(
            f"nothing changes for the {preview.open} open or excepted {what}" if preview.open else f"no open {what}"
        )
    for part, number in changed.items():
        typer.echo(f"{part} changes for {number} of {preview.open} open or excepted {what}, such as:")
        for example in preview.examples[part]:
            typer.echo(f"  {one_line(example)}")
