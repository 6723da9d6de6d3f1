"""RetireScopes: accounts and regions that are left for good."""
