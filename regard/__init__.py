"""Regard: the CRM in which no customer goes unanswered."""

__version__ = "0.1.0"
