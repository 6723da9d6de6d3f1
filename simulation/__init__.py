"""What stands in for AWS, Slack and time when the real code is run for tests and benchmarks: in memory, repeatable."""
