"""PDF: bytes to values (ISO 32000-2)."""
