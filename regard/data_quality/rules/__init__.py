"""What makes two records the same, as plain functions over columns of text."""
