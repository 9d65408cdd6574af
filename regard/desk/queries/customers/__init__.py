"""What the pages about companies and people show."""
