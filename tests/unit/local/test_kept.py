"""What engine and Slack hold outlives them."""

from pathlib import Path
from typing import Any

from local.keeping import save_changed
from local.slack.kept import KeptLines
from local.slack.store import Store


def test_a_workspace_begins_with_what_the_one_before_it_had(tmp_path: Path) -> None:
    kept = KeptLines(tmp_path / "slack.jsonl")
    before = Store(kept)
    before.take("chat.postMessage", "alerts", {"text": "forgotten"})
    before.forget()
    first = before.take("chat.postMessage", "alerts", {"text": "first"})
    before.take("chat.update", "alerts", {"text": "edited"}, first["ts"])
    gone = before.take("chat.postMessage", "alerts", {"text": "taken away"})
    assert before.delete("alerts", gone["ts"])
    before.fill(file := before.add_file("chart.png", 3, "a chart"), b"png")

    after = Store(kept)
    assert after.messages() == before.messages()
    assert [message["text"] for message in after.messages()] == ["first", "edited"]
    assert after.posted("alerts", gone["ts"])
    assert after.file(file.id) == file
    assert after.take("chat.postMessage", "alerts", {"text": "next"})["ts"] > gone["ts"]


def test_a_line_that_was_cut_off_by_a_kill_is_left_out(tmp_path: Path) -> None:
    kept = KeptLines(tmp_path / "slack.jsonl")
    kept.add({"number": 1})
    with (tmp_path / "slack.jsonl").open("a") as file:
        file.write('\n{"numb')
    kept.add({"number": 2})
    assert list(kept.read()) == [{"number": 1}, {"number": 2}]


def test_a_service_is_written_where_it_changed_and_tried_again_where_it_changes_meanwhile(tmp_path: Path) -> None:
    busy = [RuntimeError("dictionary changed size during iteration")]

    def queues() -> Any:
        if busy:
            raise busy.pop()
        return {"queue": b"bytes"}

    written: dict[str, int] = {}
    states = {"sqs": queues, "unused": lambda: None}
    save_changed(states, tmp_path, written)
    assert [path.name for path in tmp_path.iterdir()] == ["sqs.json"]
    (tmp_path / "sqs.json").unlink()
    save_changed(states, tmp_path, written)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_stops_nothing_and_is_written_once_it_can(tmp_path: Path) -> None:
    written: dict[str, int] = {}
    states = {"sqs": lambda: {"queue": 1}, "sns": lambda: {"topic": 1}}
    (tmp_path / "sqs.json.new").mkdir()
    save_changed(states, tmp_path, written)
    assert (tmp_path / "sns.json").exists()
    (tmp_path / "sqs.json.new").rmdir()
    save_changed(states, tmp_path, written)
    assert (tmp_path / "sqs.json").exists()
