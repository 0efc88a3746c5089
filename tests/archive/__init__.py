"""What an archive keeps of an examination."""
