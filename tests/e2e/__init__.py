"""Tests of the whole road, on the embedded engine."""
