"""What may follow a signature: every object of an update is derived by a production, or not."""
