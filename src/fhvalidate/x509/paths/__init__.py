"""Paths: found, and judged by the steps of RFC 5280, 6.1."""
