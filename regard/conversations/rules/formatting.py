"""Light formatting of what a person writes: paragraphs, **bold**, lists and links, as safe HTML; and quoting."""

import html
import re

_LINK = re.compile(r"\bhttps?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_LOOKS_AHEAD = re.compile(
    r"\b(will|shall|by|until|tomorrow|today|let you know|werde|wird|bis|morgen|heute)\b", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"^\s*[-*•]\s+")


def as_html(text: str) -> str:
    """The text as HTML without any markup of the writer's own: everything is escaped first."""
    return "\n".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs as safe HTML, line ends kept; `**` and list marks stay as a stranger wrote them."""
    return [
        "<br>".join(_linked(line) for line in block.splitlines())
        for block in re.split(r"\n\s*\n", text.strip("\n"))
        if block.strip()
    ]


def quote(text: str) -> str:
    """The text with "> " before each line, as RFC 3676 4.5 has it."""
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.strip().splitlines())


def preview(text: str, *, length: int = 160) -> str:
    """The first words on one line, for lists."""
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"


def promise_in(text: str) -> str:
    """The sentence of a holding reply that says what is promised: the first that looks ahead, else the first after the greeting."""
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]
    said = [block for block in blocks if not block.endswith(",")] or blocks
    sentences = [sentence for block in said for sentence in re.split(r"(?<=[.!?])\s+", block)]
    ahead = (sentence for sentence in sentences if _LOOKS_AHEAD.search(sentence))
    return preview(next(ahead, sentences[0] if sentences else ""), length=90)


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(_LIST_ITEM.match(line) for line in lines):
        items = "".join(f"<li>{_inline(_LIST_ITEM.sub('', line))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", _linked(line))


def _linked(line: str) -> str:
    """Escaped, with web addresses as links. Nothing of a link needs a quote sign, so none can end the attribute."""
    escaped = html.escape(line, quote=True)
    return _LINK.sub(
        lambda match: f'<a href="{match.group(0)}" rel="noopener noreferrer nofollow">{match.group(0)}</a>', escaped
    )
