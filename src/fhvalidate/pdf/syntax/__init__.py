"""Bytes and syntax: what stands in the file, by our own strict reading (ISO 32000-2, 7)."""
