"""WatchAgents: which accounts and regions are silent."""
