"""Slack: one HTTP exchange, what its answers mean, and the bot and the webhook over it."""
