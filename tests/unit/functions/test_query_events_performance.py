"""GET /compliance/performance: times, scores and deliveries over windows, from what is kept of each day."""

from datetime import date

from config_monitor.adapters.dynamodb.table import Table
from config_monitor.adapters.dynamodb.team_days import DynamoDBTeamDays
from config_monitor.domain.reports import Durations, TeamDay
from simulation.table_definition import TABLE
from tests.support.api import get, lambda_with_history
from tests.support.grants import recorded


def test_the_windows_end_with_the_last_day_that_is_kept() -> None:
    with lambda_with_history() as client:
        assert get("/compliance/performance")[1] == {"windows": []}
        durations = Durations()
        durations.add(3600)
        kept = DynamoDBTeamDays(Table(client, TABLE))
        for day in (1, 23):
            kept.keep(
                date(2026, 11, day), {"shop": TeamDay(compliant=day, non_compliant=1, to_resolve={4: durations})}, 0
            )
        with recorded() as needs:
            status, body, _ = get("/compliance/performance")
        assert status == 200
        week, four_weeks, _ = body["windows"]
        assert (week["first"], week["last"], week["days_with_figures"]) == ("2026-11-17", "2026-11-23", 1)
        assert week["overall"]["to_resolve"] == {"number": 1, "mean_seconds": 3600.0, "median_seconds": 3595.8}
        assert four_weeks["overall"]["score_change"] == 45.83
        assert [team["team"] for team in week["teams"]] == ["shop"]
        assert {need for need in needs if need[0].startswith("dynamodb:")} == {("dynamodb:Query", "table")}
        assert get("/compliance/performance", days="7")[0] == 400
