"""QueryEvents: the REST API over history and current state, and the page for people."""
