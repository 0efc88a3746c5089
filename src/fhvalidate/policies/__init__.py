"""The validation policies that come with the package, as TOML."""
