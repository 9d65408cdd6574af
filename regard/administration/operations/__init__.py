"""Changes that touch two rooms at once."""
