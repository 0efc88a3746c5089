"""Files that the project keeps: SQLite, TOML and JSON, never pickle."""
