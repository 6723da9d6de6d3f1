"""CheckAgentHealth: which accounts and regions are silent."""
