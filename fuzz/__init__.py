"""Fuzzing of the readers of hostile bytes: see README.md."""
