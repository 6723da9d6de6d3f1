"""What a report says of retired accounts: in its message, and in sections that name them all."""

from config_monitor.domain.reports import ReportLinks, report_notification, retired_accounts
from config_monitor.domain.retirement import Retirement
from tests.support.reports import report, sections_of

TITLES = {"1": "shop (1)", "2": "bank (2)"}


def of(account: str, region: str = "eu-central-1", open_violations: int = 0) -> Retirement:
    return Retirement(
        account=account, region=region, reason="silent for 90 days", open_violations=open_violations, open_incidents=1
    )


def lines(**retired: list[Retirement]) -> list[str]:
    shown = report().model_copy(
        update={
            name: retired_accounts(rows, TITLES, {"2"} if name == "retired" else ()) for name, rows in retired.items()
        }
    )
    message = report_notification(shown, ReportLinks(), [])
    return [line.text for section in message.sections for line in section.lines]


def test_the_message_names_accounts_and_regions_apart() -> None:
    shown = lines(retired=[of("1", "us-east-1"), of("1"), of("2", "us-east-1"), of("3")])
    assert "🗄 2 accounts retired: shop (1), 3" in shown
    assert "🗄 Regions retired in 1 account: bank (2) us-east-1" in shown


def test_the_message_names_five_and_counts_the_others_that_wait_for_a_person() -> None:
    (shown,) = [line for line in lines(to_retire=[of(f"{n}") for n in range(10, 17)]) if "without a person" in line]
    assert shown.startswith("⚠️ 7 accounts left, too many at once")
    assert shown.endswith("14 and 2 more (`make retire`)")


def test_sections_name_all_of_them_with_what_ended() -> None:
    rows = retired_accounts([of("1", "us-east-1", 2), of("1", open_violations=3)], TITLES, ())
    shown = report().model_copy(update={"retired": rows, "to_retire": rows})
    sections = {section.key: section.rows for section in sections_of(shown)}
    assert sections["retired"] == [("shop (1)", "eu-central-1, us-east-1", "silent for 90 days", 5, 2)]
    assert sections["waiting"] == [("shop (1)", "eu-central-1, us-east-1", "silent for 90 days")]


def test_a_report_without_any_has_neither_line_nor_section() -> None:
    assert not [line for line in lines() if "retire" in line]
    assert not {"retired", "waiting"} & {section.key for section in sections_of(report())}
