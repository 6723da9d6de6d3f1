"""Slack: one HTTP exchange, what its responses mean, notifications as blocks, and the bot and the webhook."""
