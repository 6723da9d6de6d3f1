"""The outside world behind the ports: DynamoDB, Slack, Secrets Manager, S3, and what AWS sends."""
