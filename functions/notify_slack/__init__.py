"""NotifySlack: alerts to Slack."""
