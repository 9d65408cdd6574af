"""How much a mail may ask of us. Counted on the bytes before anything is built from them.

A parser that trusts its input can be made to work for hours by a few hundred kilobytes: many encoded words, many
headers, many addresses, parts inside parts. Real mail stays far below every number here.
"""

MESSAGE_BYTES = 50 * 1024 * 1024
HEADER_BYTES = 256 * 1024
HEADER_LINES = 1_000
ENCODED_WORDS = 1_000
NESTING = 50
PARTS = 1_000


class TooMuchError(ValueError):
    """A limit is passed. The text is a plain sentence that names it."""


def check_size(raw: bytes) -> None:
    if len(raw) > MESSAGE_BYTES:
        raise TooMuchError(f"The message is larger than {MESSAGE_BYTES // 1024 // 1024} MB.")


def check_header_block(block: bytes) -> None:
    """`block` holds the header lines of the message or of one of its parts, without the blank line."""
    if len(block) > HEADER_BYTES:
        raise TooMuchError(f"A header block is larger than {HEADER_BYTES // 1024} kB.")
    if block.count(b"\n") > HEADER_LINES:
        raise TooMuchError(f"A header block has more than {HEADER_LINES:,} lines.")
    # An encoded word is =?charset?b?text?=, so it has at least one "=?".
    if block.count(b"=?") > ENCODED_WORDS:
        raise TooMuchError(f"A header block has more than {ENCODED_WORDS:,} encoded words.")


def check_structure(*, parts: int, depth: int) -> None:
    if parts > PARTS:
        raise TooMuchError(f"The message has more than {PARTS:,} parts.")
    if depth > NESTING:
        raise TooMuchError(f"The message nests parts more than {NESTING} deep.")
