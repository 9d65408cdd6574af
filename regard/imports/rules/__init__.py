"""Files of others, read as records: pure functions from bytes to values."""
