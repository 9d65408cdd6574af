"""The pages of what staff are told."""
