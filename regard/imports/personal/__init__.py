"""What this room holds on one person: given out, and erased."""
