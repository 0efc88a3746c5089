"""Signed files that are extended: what is added, what must not be, and what is told of it."""
