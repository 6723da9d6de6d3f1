"""Plays Slack on this machine: takes messages as Slack would, refuses what Slack refuses, and shows the channels."""
