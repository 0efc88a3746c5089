"""Levels of assurance and identity providers, as data."""
