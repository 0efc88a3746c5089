"""Original or reprint: evidence and rules."""
