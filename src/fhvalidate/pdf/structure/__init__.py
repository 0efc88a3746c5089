"""The document by our own reading: its page tree, its form, its looks, and the way through them."""
