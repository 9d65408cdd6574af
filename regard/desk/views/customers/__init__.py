"""The pages about companies and people."""
