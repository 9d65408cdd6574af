"""Everything that changes what is known of doubles and of the quality of data."""

from regard.data_quality.operations.joining import (
    JoinRefusedError,
    ask_again,
    join,
    put_off,
    say_distinct,
    take_apart,
)

__all__ = ["JoinRefusedError", "ask_again", "join", "put_off", "say_distinct", "take_apart"]
