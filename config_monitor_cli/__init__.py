"""The commands for whoever runs a hub: `./config-monitor --help`, and the targets of the Makefile that call it."""
