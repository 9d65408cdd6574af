"""What is held on a person here."""
