"""The one logger and the one set of metrics; tracing is switched on by configuration, without a library.

docs/metrics.md lists the metrics. Each costs money whether or not somebody looks, so everything else that could be
counted is a field of a log line, which the dashboard and, by a parameter of the stack, metric filters read.
"""

import warnings

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import Metrics

logger = Logger()
metrics = Metrics(namespace="ConfigMonitor")
warnings.filterwarnings("ignore", message="No application metrics to publish")
"""Most calls have nothing to measure."""
