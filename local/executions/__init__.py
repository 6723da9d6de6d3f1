"""A page for the state machines' executions, which AWS shows in its console and the engine shows nowhere."""
