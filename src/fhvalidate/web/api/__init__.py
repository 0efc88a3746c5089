"""The REST interface of our own, under `/api/v1`."""
