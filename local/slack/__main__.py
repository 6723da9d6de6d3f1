"""The process of the played Slack, on the port of `SLACK_PORT`."""

from __future__ import annotations

import os
from pathlib import Path

from local.slack.server import SlackServer

if __name__ == "__main__":
    port, engine, host = int(os.environ["SLACK_PORT"]), os.environ["ENGINE_URL"], os.environ["BIND_HOST"]
    server = SlackServer(port, engine, host, os.environ["STACK_NAME"], Path(os.environ["SLACK_KEPT"]))
    server.serve_forever()
