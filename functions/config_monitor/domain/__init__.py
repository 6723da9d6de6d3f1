"""The decisions: pure functions and models over the standard library and Pydantic; clock and ids are passed in."""
