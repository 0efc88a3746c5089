"""The files that the project keeps: trust profiles, trusted lists, fetched evidence."""
