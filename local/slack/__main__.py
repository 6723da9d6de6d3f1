"""The process of the played Slack, on the port of `SLACK_PORT`."""

from __future__ import annotations

import os

from local.slack.server import SlackServer

if __name__ == "__main__":
    engine, host, stack = (os.environ[name] for name in ("ENGINE_URL", "BIND_HOST", "STACK_NAME"))
    server = SlackServer(int(os.environ["SLACK_PORT"]), engine, host, stack)
    server.serve_forever()
