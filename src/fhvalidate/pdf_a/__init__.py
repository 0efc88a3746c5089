"""PDF/A: what a file claims of itself in its metadata, and what a program says of it."""
