"""The questions a customer asks, and whether an answer speaks of them.

A question is a sentence that ends with a question mark, in whatever language; or one without it whose form leaves no doubt
(docs/algorithms/questions.md). Whether it is answered is only ever proposed: the writer has the last word.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

from regard.conversations.rules.sentences import Sentence, sentences, words
from regard.conversations.rules.stop_words import STOP_WORDS

MOST_QUESTIONS = 20
_MARKS = ("?", "？", "؟", "\u037e")
#: In Greek a `;` asks.
_GREEK = re.compile(r"[\u0370-\u03ff]")
#: Asked for the sake of politeness, or tagged on: nobody waits for an answer to these.
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hey|hallo|salut|hola|ciao|hej|hei)\b[^?]{0,30}?[,!]?\s*)?(?:how are (?:you|things)|how(?:'s| is) it going|"
    r"how do you do|how have you been|wie geht(?:'s|es)?\b.{0,20}|ça va|comment (?:ça va|allez-vous|vas-tu)|cómo est[áa]s?|qué tal|"
    r"come (?:sta|stai|va)|hoe gaat het.{0,12}|hvordan g[åa]r det|hur m[åa]r (?:du|ni)|"
    r"(?:ok(?:ay)?|right|yes|no|ja|nein|oder|nicht wahr|gell|n'est-ce pas|non|sí|verdad|vero|vale|eh|hm+|huh|så|toch|niet))"
    r"\s*[?？؟!]+",
    re.IGNORECASE,
)
_ASKING = r"(?:if|whether|when|what|how|why|which|who|where)"
_FRAGEND = r"(?:ob|wann|wie(?:viel|so)?|was|welche[rsnm]?|wo(?:hin|her|für|mit)?|warum|weshalb|wer|wem|wen)"
_QUI = r"(?:si|quand|comment|pourquoi|quel(?:le)?s?|où|combien|qui|ce que|ce qui)"
_QUE = r"(?:si|cuándo|cómo|por qué|qué|cuál(?:es)?|dónde|cuánto|quién)"
_CHE = r"(?:se|quando|come|perché|quale|quali|dove|quanto|chi|cosa)"
_OF = r"(?:of|wanneer|hoe|waarom|welke|waar|wie|wat|hoeveel)"
_OM = r"(?:om|hvis|når|när|hvordan|hur|hvorfor|varför|hvilke[nt]?|vilke[nt]|hvor|var|hvem|vem|hva|vad|hvad)"
#: Forms that ask without a mark; `^` is the sentence's beginning. Conditions ("Should you …", "Haben Sie …, rufen Sie")
#: and wishes look alike in some languages and are left out.
_INDIRECT = re.compile(
    "|".join(
        [
            rf"\b(?:let (?:me|us) know|tell (?:me|us)|inform (?:me|us)|advise(?: (?:me|us))?|confirm|clarify|explain)(?: please)? {_ASKING}\b",
            rf"\b(?:like|want|need|love|curious|keen) to know {_ASKING}\b",
            rf"\b(?:i|we)(?: am|'m|’m| are|'re|’re| was| were)? (?:just )?wonder(?:ing|ed)? {_ASKING}\b",
            rf"\b(?:not sure|unsure|unclear|don['’]?t (?:know|understand|see)) {_ASKING}\b",
            r"^(?:and |but |also |so |please )?(?:could|can|would|will) (?:you|we|i|someone|somebody|anyone) ",
            r"^(?:and |but |also |so )?(?:do|does|did|is|are|was|were|has) (?:you|we|i|it|they|he|she|there|this|that|the|your|our|my) ",
            rf"\b(?:mir|uns)(?: bitte| kurz| noch)?(?: mit| sagen| mitteilen| wissen| bescheid)?,? {_FRAGEND}\b",
            rf"\b(?:gern(?:e)?|möchten?|wollen?|will|muss|müssen) (?:noch )?wissen,? {_FRAGEND}\b",
            rf"\bfrage(?:n)? (?:mich|uns|ist),? {_FRAGEND}\b|\b(?:unklar|unsicher|weiß nicht|wissen nicht),? {_FRAGEND}\b",
            r"^(?:und |aber |bitte )?(?:können|könnten|würden|könnt|kann|könnte|dürfen|darf) (?:sie|wir|ich|ihr|man) ",
            rf"\b(?:dire|savoir|préciser|indiquer|confirmer) {_QUI}\b",
            r"^(?:et |mais )?(?:pourriez|pouvez|pourrais|peux|est-ce que|serait-il|auriez)(?:-|\b)",
            rf"\b(?:saber|decir(?:me|nos)?|d[íi]ga(?:me|nos)|confirmar(?:me|nos)?|indicar(?:me|nos)?) {_QUE}\b|^(?:y )?(?:podrían?|puede[ns]?) (?:usted|ustedes|decir|enviar|confirmar)",
            rf"\b(?:sapere|dir(?:mi|ci)|confermar(?:mi|ci)?|indicar(?:mi|ci)) {_CHE}\b|^(?:e )?(?:può|potrebbe|potete|potreste) ",
            rf"\b(?:weten|laten weten|vertellen|zeggen|aangeven) {_OF}\b|^(?:en )?(?:kunt|kan|kunnen|zou|zouden) (?:u|je|jullie|ik|wij|we) ",
            rf"\b(?:vite|veta|vide|fortelle|fortæl|berätta|sige|si) (?:mig |meg |os |oss )?{_OM}\b|^(?:og |och )?(?:kan|kunne|kunde) (?:du|i|dere|ni|vi|jeg|jag|man) ",
        ]
    ),
    re.IGNORECASE,
)
#: A few words and a colon before a question.
_LEAD = re.compile(r"(?:[^\s:?]+\s+){0,7}[^\s:?]+:\s+")


@dataclass(frozen=True)
class Question:
    """A question of a customer, from `start` to `end` of their text."""

    start: int
    end: int
    text: str


def questions_in(text: str) -> list[Question]:
    """The questions of a text in their order; what is quoted, a web address with a `?`, and courtesies are none."""
    found = [_question(text, sentence) for sentence in sentences(text) if _asks(sentence.text)]
    return found[:MOST_QUESTIONS]


def covers(answer: str, questions: Sequence[Question]) -> list[bool]:
    """For each question, whether some two neighbouring sentences of the answer speak of it.

    They do when they share enough content words: one of one, two of two to five, then four in ten, at most four. A
    sentence that asks back answers nothing.
    """
    told = [
        _content(sentence.text)
        for sentence in sentences(answer)
        if not sentence.text.rstrip("\"'”’»)]").endswith(_MARKS)
    ]
    pairs = [first | second for first, second in zip(told, [*told[1:], frozenset[str]()], strict=False)]
    return [_is_covered(_content(question.text), pairs) for question in questions]


def _asks(text: str) -> bool:
    if text.rstrip("\"'”’»)]!").endswith(_MARKS) or (text.endswith(";") and _GREEK.search(text)):
        return bool(words(text)) and not _COURTESY.fullmatch(text)
    return text.startswith("¿") or bool(_INDIRECT.search(text))


def _question(text: str, sentence: Sentence) -> Question:
    """Without what only leads up to it: "And our fitter asks: …"."""
    lead = _LEAD.match(text, sentence.start, sentence.end)
    start = lead.end() if lead and len(words(text[lead.end() : sentence.end])) >= 3 else sentence.start
    return Question(start, sentence.end, " ".join(text[start : sentence.end].split()))


def _is_covered(asked: Collection[str], told: Sequence[Collection[str]]) -> bool:
    if not asked:
        return False
    needed = 1 if len(asked) == 1 else max(2, ceil(0.4 * min(len(asked), 10)))
    return any(len(set(asked) & set(said)) >= needed for said in told)


def _content(text: str) -> frozenset[str]:
    """The words that carry the meaning, without their endings: numbers whole, others by their first six letters."""
    found = [word.lower() for word in words(text)]
    kept = (
        word for word in found if word not in STOP_WORDS and (len(word) > 2 or any(sign.isdigit() for sign in word))
    )
    return frozenset(word if any(sign.isdigit() for sign in word) else _stem(word) for word in kept)


def _stem(word: str) -> str:
    plain = re.sub(r"(?:['’]s|ing|ed|es|en|er|em|s|e|n)$", "", word) if len(word) > 4 else word
    return plain[:6]
