"""Everything that changes what is known of doubles and of the quality of data."""

from regard.data_quality.operations.joining import APART_WITHIN, JoinRefusedError, join, say_distinct, take_apart

__all__ = ["APART_WITHIN", "JoinRefusedError", "join", "say_distinct", "take_apart"]
