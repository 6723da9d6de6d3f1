"""AWS Config Monitor: hears when a resource stops complying, tells the right people, remembers until it is resolved."""
