"""What follows from evidence: pure decisions."""
