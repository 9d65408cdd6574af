"""Which language a text is in. Loaded on first use: the model takes half a second and some memory."""

import re
from functools import lru_cache
from typing import Any

_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]+")
_FEWEST_LETTERS = 24
_SURE = 0.9
_SAMPLE = 2_000


def of(text: str) -> str | None:
    """The ISO 639-1 code, None when the text is too short or too mixed to say."""
    words = _NOT_WORDS.sub(" ", text[: _SAMPLE * 2])[:_SAMPLE].strip()
    # Scripts with a sign for each word need fewer of them.
    weight = sum(3 if character >= "\u2e80" else 1 for character in words if character != " ")
    if weight < _FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(words)
    return str(code) if float(probability) >= _SURE else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  half a second that short mails never need

    loaded: Any = LanguageIdentifier
    return loaded.from_model_file(MODEL_FILE, norm_probs=True)
