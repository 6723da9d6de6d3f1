"""Buttons below a summary name how many they are about where it is more than one."""

import pytest

from config_monitor.domain.lifecycle import AlertKey
from config_monitor.domain.notifications import SummaryAction
from config_monitor.domain.notifications.buttons import buttons_of_many

ONE = AlertKey(channel="security", group="rule#s3", position="0001")


@pytest.mark.parametrize(
    ("number", "asked", "done"),
    [
        (1, ["Acknowledge", "Mute …", "Except …"], ["Take over", "Undo", "Unmute", "Except …", "End exception"]),
        (
            1200,
            ["Acknowledge all 1,200", "Mute all 1,200 …", "Except all 1,200 …"],
            [
                *("Take over all 1,200", "Undo for all 1,200", "Unmute all 1,200", "Except all 1,200 …"),
                "End exception of all 1,200",
            ],
        ),
    ],
)
def test_a_button_names_how_many_only_where_it_is_more_than_one(number: int, asked: list[str], done: list[str]) -> None:
    actions = [
        SummaryAction.model_validate(
            {"at": "2026-11-24T09:00:00.000Z", "kind": kind, "by": "alice", "number": number, "undone": False}
        )
        for kind in ("acknowledge", "mute", "except")
    ]
    assert [button.label for button in buttons_of_many(ONE, number, ())] == [*asked, "Details"]
    assert [button.label for button in buttons_of_many(ONE, number, actions)] == [*done, "Details"]
