"""Keys, algorithms, and whether a signature value verifies."""
