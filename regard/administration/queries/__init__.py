"""What the settings and the first-run page show."""
