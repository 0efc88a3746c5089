"""People: minutes, signature page and certificates side by side."""
