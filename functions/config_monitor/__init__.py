"""AWS Config Monitor: notifies the right people of violations and incidents, and follows each until its resolution."""
