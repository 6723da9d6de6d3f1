"""FollowUpAlerts: people are reminded of deadlines."""
