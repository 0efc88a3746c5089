"""The answer in words: model, JSON, text and the message catalogues."""
