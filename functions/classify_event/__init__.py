"""ClassifyEvent: severity, guidance and route of an event, by catalogue and policy."""
