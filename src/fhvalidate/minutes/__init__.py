"""What the paper says: the minutes, their signature page, and who it says signed."""
