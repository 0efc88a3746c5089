"""Signed revisions beside the file as it is now: what came after, and what that shows."""
