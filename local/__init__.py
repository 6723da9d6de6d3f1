"""The embedded engine: starts it, deploys hub and agents, plays Slack, opens the pages."""
