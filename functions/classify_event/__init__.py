"""ClassifyEvent: severity, remediation and route of an event, by catalogue and policy."""
