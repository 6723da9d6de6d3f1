"""The statuses of exceptions are one item, however many there are."""

from datetime import date

from config_monitor.adapters.dynamodb.exception_statuses import DynamoDBExceptionStatuses
from config_monitor.adapters.dynamodb.table import Table
from config_monitor.domain.policy import ExceptionStatus
from simulation.table_definition import TABLE
from tests.support.deployed_table import moto_table


def test_ten_thousand_exceptions_fit_and_come_back_as_they_were() -> None:
    statuses = [
        ExceptionStatus(
            rule="s3-bucket-public-read-prohibited",
            resource=f"team-{number * 7919 % 10_000}-assets",
            account=f"{111111111111 + number}",
            reason=f"Public by design, ticket SEC-{number}",
            owner="web@example.com",
            expires="2027-03-31",
            state="active",
            violations=number % 3,
        )
        for number in range(10_000)
    ]
    with moto_table() as client:
        kept = DynamoDBExceptionStatuses(Table(client, TABLE))
        assert kept.latest() == []
        kept.keep(statuses, date(2026, 11, 27))
        assert kept.latest() == statuses
