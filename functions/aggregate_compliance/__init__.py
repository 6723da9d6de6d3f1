"""AggregateCompliance: from pairs of rule and resource to the figures of a report."""
