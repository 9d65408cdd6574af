"""Every write of the room of search."""

from regard.search.operations.indexing import ask_for, forget, index, rebuild

__all__ = ["ask_for", "forget", "index", "rebuild"]
