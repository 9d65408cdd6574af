"""The pages of imports: a file is chosen, its columns are named, it is checked, it comes in."""
