"""What in a letter may show that a buyer committed. Rules over sentences, English and German; a proposal, never evidence.

They are made to miss rather than to mistake: a question, a wish, a condition or a "not" proposes nothing. A person confirms
each one, so a wrong proposal costs a glance; one that is missed can be recorded by hand from the same letter.
"""

import re
from dataclasses import dataclass

from regard.conversations.rules.sentences import sentences


@dataclass(frozen=True, kw_only=True)
class Signal:
    """The sense of the gate that a sentence may prove (see `gates.DEFAULT_GATES`), and the sentence."""

    sense: str
    words: str


_PATTERNS = {
    "problem": (
        r"\b(?:costs?|is costing|has cost) us\b", r"\b(?:our|the|a) (?:real |main |biggest )?(?:problem|trouble|pain) (?:is|with|here is)\b",
        r"\bwe (?:lose|are losing|waste|keep having|struggle with|suffer from)\b", r"\b(?:stand|down)(?:stills?|times?) (?:cost|of)\b",
        r"\bkostet uns\b", r"\bunser (?:eigentliches |größtes )?problem\b", r"\bwir (?:verlieren|haben (?:ständig|immer wieder|laufend))\b",
        r"\bfällt (?:ständig|immer wieder|laufend) aus\b",
    ),
    "act": (
        r"\bbudget (?:is|was|has been) (?:approved|released|set aside|there|confirmed|available)\b", r"\bwe(?: now)? have (?:the |a )?budget\b",
        r"\bhave set aside\b", r"\bwe (?:want|need|plan|intend) to (?:decide|buy|order|start|switch|replace|go live)\b.{0,60}\b(?:by|before|in|until|this|next)\b",
        r"\b(?:funding|investment) (?:is|was|has been) (?:approved|secured)\b",
        r"\bbudget (?:ist|wurde|haben wir) .{0,30}\b(?:freigegeben|bewilligt|eingeplant|genehmigt)\b", r"\bhaben (?:das |ein )?budget\b",
        r"\bwir (?:wollen|möchten|müssen|planen) .{0,60}\bbis\b.{0,40}\b(?:entscheiden|bestellen|kaufen|umstellen|starten|ersetzen)\b",
    ),
    "criteria": (
        r"\bour (?:decision |selection |buying )?criteria\b", r"\b(?:we|the board|management) (?:will )?decides? (?:by|on|in|according)\b",
        r"\bour requirements? (?:is|are|list)\b", r"\bdecid(?:e|ed|es|ing) in (?:these|the following) steps\b", r"\bwhat (?:matters|counts) (?:most )?(?:to|for) us\b",
        r"\bunsere (?:entscheidungs|auswahl)?kriterien\b", r"\bwir entscheiden (?:nach|anhand|in folgenden)\b", r"\bunsere anforderungen\b",
        r"\bentscheidung (?:fällt|läuft|erfolgt) in\b",
    ),
    "short list": (
        r"\bshort[- ]?list(?:ed)?\b", r"\b(?:one of|among|down to) (?:the )?(?:last |final )?(?:two|three|2|3)\b", r"\bfinal round\b", r"\bfinalists?\b",
        r"\bin (?:der|die) engeren? (?:wahl|auswahl)\b", r"\bendrunde\b", r"\bletzten (?:zwei|drei|beiden)\b",
    ),
    "choice": (
        r"\bwe (?:have )?(?:chosen|choose|selected|picked) you\b", r"\bwe(?:['’]ll| will|['’]d like to| want to| would like to)? go (?:ahead )?with (?:you|your)\b",
        r"\b(?:we )?(?:have )?decided (?:for|on|in favou?r of) (?:you|your)\b", r"\byou (?:have been|were|are) (?:selected|chosen|awarded)\b",
        r"\bsend (?:us )?(?:over )?the contract\b", r"\bwir haben uns für (?:sie|euch|ihr|ihre[ns]?|dich) entschieden\b", r"\bzuschlag\b",
        r"\bwir nehmen (?:ihr|euer) angebot\b", r"\bwir möchten .{0,40}\bmit (?:ihnen|euch)\b.{0,30}\b(?:umsetzen|machen|abschließen)\b",
    ),
    "signed": (
        r"\bsigned (?:contract|order|offer|quote|copy|agreement|version)\b", r"\b(?:our|the) purchase order\b", r"\bpo(?: number| no\.?)? ?[:#]? ?\d",
        r"\bwe (?:hereby )?(?:place|confirm) (?:the|our|an|this) order\b", r"\bwe hereby order\b", r"\bhiermit (?:bestellen|beauftragen) wir\b",
        r"\b(?:unterschriebene[nrsm]?|unterzeichnete[nrsm]?) \w+\b", r"\berteilen (?:ihnen|euch) (?:hiermit )?den auftrag\b", r"\bunsere bestellung\b",
    ),
    "works": (
        r"\b(?:it|everything|all|the \w+) (?:now )?works (?:for us|well|very well|great|perfectly|as promised)\b", r"\bup and running\b",
        r"\bhas (?:already )?saved us\b", r"\bläuft (?:seit|jetzt|einwandfrei|super|sehr gut|rund)\b", r"\bhat sich bewährt\b",
    ),
}  # fmt: skip
_RULES = {sense: re.compile("|".join(patterns), re.IGNORECASE) for sense, patterns in _PATTERNS.items()}
#: What turns a commitment into none.
_NOT = re.compile(
    r"\b(?:not|never|no longer|nobody|cannot|without|unless|isn['’]t|aren['’]t|don['’]t|didn['’]t|haven['’]t|won['’]t|can['’]t|nicht|nie|kein\w*|"
    r"niemand|ohne)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|once|would|could|might|may|maybe|perhaps|hope|hoping|in case|wenn|falls|sobald|würden?|könnten?|vielleicht|eventuell|hoffen|hoffentlich)\b",
    re.IGNORECASE,
)
#: Where a "not" is part of the trouble they describe, and an "if" part of how they decide.
_MAY_DENY, _MAY_DEPEND = {"problem", "criteria"}, {"problem", "criteria"}
_POLITE = re.compile(r"\bwould like to\b|\bwe['’]d like to\b", re.IGNORECASE)
MOST_A_LETTER = 4


def signals(text: str) -> list[Signal]:
    """What a letter may prove: the first sentence for each sense, as it was written; quoted lines and questions say nothing."""
    found: dict[str, Signal] = {}
    for sentence in sentences(text):
        if sentence.text.rstrip("\"'”’ )").endswith("?"):
            continue
        for sense, rule in _RULES.items():
            if sense not in found and rule.search(sentence.text) and _is_meant(sentence.text, sense):
                found[sense] = Signal(sense=sense, words=sentence.text)
    return list(found.values())[:MOST_A_LETTER]


def _is_meant(sentence: str, sense: str) -> bool:
    if sense not in _MAY_DENY and _NOT.search(sentence):
        return False
    return sense in _MAY_DEPEND or not _IF.search(_POLITE.sub("", sentence))
