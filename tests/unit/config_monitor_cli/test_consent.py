"""Nothing is changed without a person's yes, whatever standard input is."""

import io

import pytest
import typer

from config_monitor_cli.consent import NOBODY_AGREED, ask


class Terminal(io.StringIO):
    """What a person types; without more it ends, as by Ctrl-D."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "typed", [None, io.StringIO("y\n"), Terminal(""), Terminal("\n"), Terminal("n\n"), Terminal("maybe\n")]
)
def test_what_is_no_yes_of_a_person_changes_nothing(
    typed: io.StringIO | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", typed)
    with pytest.raises(typer.Exit) as ended:
        ask("Retire?", agreed_beforehand=False)
    assert ended.value.exit_code == NOBODY_AGREED
    assert capsys.readouterr().err == "Nothing was changed; YES=1 (--yes) agrees beforehand.\n"


@pytest.mark.parametrize("typed", ["y\n", "YES\n"])
def test_a_yes_goes_on(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    ask("Retire?", agreed_beforehand=False)
