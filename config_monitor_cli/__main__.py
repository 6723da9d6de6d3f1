"""Runs the commands: `python -m config_monitor_cli`."""

import sys

try:
    from config_monitor_cli.main import run

    run()
except KeyboardInterrupt:  # in the second that the imports take; afterwards Typer says nothing either
    sys.exit(130)
