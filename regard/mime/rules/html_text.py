"""HTML as text a person can read, with quotations marked by "> " so that the reply can be told from them."""

import re

from html_to_markdown import ConversionOptions, convert

_BLOCKQUOTE = re.compile(r"<\s*(/?)\s*blockquote\b[^<>]*>", re.IGNORECASE)
_RULE = re.compile(r"<\s*hr\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?:(?:style|script|head)\b.*?</\s*(?:style|script|head)\s*>|[^<>]*>)", re.IGNORECASE | re.DOTALL)
# Private-use characters: they survive the conversion and no mail means anything by them.
_DEEPER, _BACK = "\ue0f1", "\ue0f2"
_OPTIONS = ConversionOptions(output_format="plain", extract_metadata=False, skip_images=True)
_DEEPEST = 30
# The converter needs some twenty times the memory of what it reads.
_LARGEST = 5_000_000


def from_html(html: str) -> str:
    """Plain text of an HTML body: paragraphs, lists and table cells apart, links by their words, no pictures."""
    marked = html.replace(_DEEPER, "").replace(_BACK, "")
    marked = _BLOCKQUOTE.sub(lambda tag: f"<p>{_BACK if tag[1] else _DEEPER}</p>", marked)
    marked = _RULE.sub("<p>" + "_" * 32 + "</p>", marked)
    text = _converted(marked)
    return _quoted(text.replace("\xa0", " ").replace("\u200b", "")).strip()


def _converted(html: str) -> str:
    if len(html) > _LARGEST:
        return _TAG.sub(" ", html)
    try:
        text = convert(html, _OPTIONS).content or ""
    except Exception:  # noqa: BLE001  a converter written elsewhere must not lose a customer's words
        text = ""
    # Too many nested tags leave nothing: then the words between the tags are better than no words.
    return text if text.strip() else _TAG.sub(" ", html)


def _quoted(text: str) -> str:
    depth = 0
    lines: list[str] = []
    for line in text.splitlines():
        depth += line.count(_DEEPER)
        closing = line.count(_BACK)
        words = line.replace(_DEEPER, "").replace(_BACK, "").rstrip()
        if closing:
            # The blank line below a quotation is no longer quoted.
            while lines and not lines[-1].strip("> "):
                lines.pop()
        if words or (lines and lines[-1].strip("> ")):
            shown = depth if words else max(0, depth - closing)
            lines.append(("> " * min(shown, _DEEPEST) + words).rstrip())
        depth = max(0, depth - closing)
    return "\n".join(lines)
