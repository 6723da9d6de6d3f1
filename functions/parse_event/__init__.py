"""ParseEvent: from what a service sent to an event, or the reason why not."""
