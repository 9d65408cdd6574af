"""Every read of the room of search."""

from regard.search.queries.finding import MOST_RANKED, Found, Hits, Wanted, excerpts, find

__all__ = ["MOST_RANKED", "Found", "Hits", "Wanted", "excerpts", "find"]
