"""The one logger and the one set of metrics; tracing is switched on by configuration, without a library."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import Metrics

logger = Logger(log_uncaught_exceptions=True)
metrics = Metrics(namespace="ConfigMonitor")
