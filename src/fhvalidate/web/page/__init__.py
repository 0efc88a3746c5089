"""The page for people: to drop files on, and to read what becomes of them."""
