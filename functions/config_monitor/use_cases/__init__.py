"""What the system does: one function per job, taking its ports as arguments."""
