"""What can be searched, and how what is typed is understood. The other rooms register their kinds of documents here."""

from regard.search.rules.kinds import Document, Kind, kinds, register
from regard.search.rules.language import Query, Term, parse
from regard.search.rules.snippets import Segment, excerpt, marked

__all__ = ["Document", "Kind", "Query", "Segment", "Term", "excerpt", "kinds", "marked", "parse", "register"]
