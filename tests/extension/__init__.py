"""Adding to signed files: time-stamps, tokens, validation data."""
