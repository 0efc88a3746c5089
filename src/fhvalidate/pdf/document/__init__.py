"""Document: its fields, signatures, store and what it shows, as one revision stands."""
