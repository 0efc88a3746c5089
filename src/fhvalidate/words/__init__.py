"""What a person reads, made of the catalogues in `report/messages`: below all that has words."""
