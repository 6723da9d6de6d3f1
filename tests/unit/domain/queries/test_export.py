"""No cell of a CSV is a formula, whatever others wrote, and nothing is lost on the way."""

import csv
import io
import json

import pytest

from config_monitor.domain.queries import ExportLayout

CSV, NDJSON = ExportLayout("csv", ["id", "note"]), ExportLayout("ndjson", ["id", "note"])


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "－1"]
)
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    ((_, cell),) = csv.reader(io.StringIO(CSV.line({"id": "a", "note": text}), newline=""))
    assert (cell[0], cell.replace("'", "")) == ("'", text.replace("'", ""))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "text", ["a;=1;b", "a\n=1\n", "a\r=1", "a\t@x", 'a;"=1', 'a; "" =1;"', "a\n;-1", "a;＝1", "=1;=1", ';"\n+1']
)
def test_no_cell_is_a_formula_for_a_spreadsheet_that_parts_lines_at_another_sign(text: str, delimiter: str) -> None:
    lines = CSV.line({"id": text, "note": {"key": text}}) + CSV.line({"id": "b", "note": text})
    cells = [cell for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("text", ["plain", 'with "quotes", commas\nand lines', "a=b", "ä 😀", ""])
def test_any_other_text_comes_back_as_it_was(text: str) -> None:
    ((_, cell),) = csv.reader(io.StringIO(CSV.line({"id": "a", "note": text}), newline=""))
    assert cell == text


def test_numbers_stay_numbers_and_what_is_missing_stays_empty() -> None:
    assert CSV.line({"id": -5}) == "-5,\r\n"


def test_the_first_line_names_the_columns_and_json_lines_have_none() -> None:
    assert (CSV.head, NDJSON.head) == ("\ufeffid,note\r\n", "")


def test_an_account_is_text_for_machines_and_beside_it_for_spreadsheets() -> None:
    layout = ExportLayout("csv", ["account", "note"])
    assert layout.head == "\ufeffaccount,account_text,note\r\n"
    assert layout.line({"account": "001122223333", "note": True}) == (
        '"001122223333","account 001122223333","true"\r\n'
    )
    named = {"account": "001122223333", "account_name": "shop"}
    assert layout.line(named) == '"001122223333","shop (001122223333)",\r\n'
    assert layout.line({}) == ",,\r\n"


@pytest.mark.parametrize(("severity", "cell"), [(4, '"high"'), (0, '"unrated"'), (99, "99")])
def test_a_severity_is_a_word_for_people_and_a_number_for_machines(severity: int, cell: str) -> None:
    assert ExportLayout("csv", ["severity"]).line({"severity": severity}).strip() == cell
    row = ExportLayout("ndjson", ["severity"]).line({"severity": severity})
    assert json.loads(row)["severity"] == severity


def test_a_json_line_has_all_that_the_row_has() -> None:
    row = {"id": "a", "note": "=1\n\u2028", "more": [1, {"b": None}], "old": b"\x00\xff"}
    line = NDJSON.line(row)
    assert line.count("\n") == 1
    assert json.loads(line) == {**row, "old": "AP8="}
