"""The figures of teams by day, one small item a day: `TEAM_DAYS` / `{day}`."""

from datetime import date

from config_monitor.adapters.dynamodb.packed import packed, unpacked
from config_monitor.adapters.dynamodb.query import Query
from config_monitor.adapters.dynamodb.report_log import DAY_RETENTION_SECONDS
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.reports import DaysByTeam, TeamDay

_PARTITION = "TEAM_DAYS"


class DynamoDBTeamDays:
    """The teams' days in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, day: date, teams: dict[str, TeamDay], now: int) -> None:
        """Keep one day of all teams in place of any kept before."""
        values = {team: figures.model_dump(exclude_defaults=True) for team, figures in teams.items()}
        row = {"pk": _PARTITION, "sk": day.isoformat(), "teams": packed(values)}
        self._table.put(row | {"expired_at": now + DAY_RETENTION_SECONDS})

    def between(self, first: date, last: date) -> DaysByTeam:
        """The kept days from one to another, both included."""
        rows = self._table.query(Query(_PARTITION, low=first.isoformat(), high=last.isoformat()))
        return {date.fromisoformat(row["sk"]): _teams(row["teams"]) for row in rows}

    def newest(self) -> date | None:
        """The last day that is kept; None before the first report."""
        page = self._table.page(Query(_PARTITION, attributes=["sk"], ascending=False), limit=1)
        return date.fromisoformat(page.rows[0]["sk"]) if page.rows else None


def _teams(text: str) -> dict[str, TeamDay]:
    return {team: TeamDay.model_validate(values) for team, values in unpacked(text).items()}
