"""Runs the commands: `python -m config_monitor_cli`."""

from config_monitor_cli.main import run

run()
