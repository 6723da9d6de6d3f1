"""ReceiveInteraction: what Slack sends."""
