"""What the pages of selling show."""
