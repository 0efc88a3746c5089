"""Text recognition, where an engine is installed: the pages that have no text to read."""
