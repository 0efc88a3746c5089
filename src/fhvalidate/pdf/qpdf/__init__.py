"""pikepdf, wrapped: hostile bytes bounded and opened, values taken over (ISO 32000-2, 7)."""
