"""The settings and the first-run page."""
