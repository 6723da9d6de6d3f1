"""PersistEvent: history, violation and the intent to tell, together or not at all."""
