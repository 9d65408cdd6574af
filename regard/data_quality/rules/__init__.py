"""What makes two records the same, as plain functions over columns of text."""

from datetime import timedelta

#: So long two joined records can be taken apart.
APART_WITHIN = timedelta(days=30)
