"""The process of the played Slack, on the port of `SLACK_PORT`."""

from __future__ import annotations

import os

from local.slack.server import SlackServer

if __name__ == "__main__":
    server = SlackServer(int(os.environ["SLACK_PORT"]), os.environ["ENGINE_URL"], os.environ["BIND_HOST"])
    server.serve_forever()
