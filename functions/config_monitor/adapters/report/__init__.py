"""A report as people meet it: the Slack message, the charts, the page."""
