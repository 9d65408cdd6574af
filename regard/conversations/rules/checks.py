"""What can be said about an answer before it is sent. Advice: nothing of this ever keeps a letter from going.

Rules over words, in the languages named beside them; where a language is not known, nothing is claimed.
"""

import re
from dataclasses import dataclass

from regard.conversations.rules.sentences import sentences, words

#: A sentence with more words than this is hard to follow; plain-language guides name 20 to 25.
LONGEST_SENTENCE = 25
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:morgen|tag|abend)|liebe[rs]?|sehr geehrte[rs]?|"
    r"moin|servus|grüß|grüezi|bonjour|bonsoir|chère?s?|salut|madame|monsieur|hola|buen[oa]s|estimad[oa]s?|querid[oa]s?|ciao|"
    r"buon(?:giorno|asera)|gentil[ei]|egregi[oa]|car[oaie]\b|salve|olá|bom dia|boa (?:tarde|noite)|prezad[oa]s?|beste|geachte|"
    r"goede(?:morgen|middag|navond|dag)|goede (?:morgen|middag|avond)|dag|hej|hei|god (?:morgen|morgon|dag|aften|kveld|kväll)|"
    r"kære|kjære|kära|bästa|dzień dobry|szanown|witam|dobrý den|dobré ráno|vážen|hyvä|terve|moi|tere|labas|sveiki|merhaba|sayın|"
    r"здравствуйте|добр|уважаем|γεια|καλη|αγαπητ|こんにちは|お世話|您好|你好|안녕|שלום|مرحبا|السلام)",
    re.IGNORECASE,
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
_MONTHS = "jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|mar(?:ch|s|zo)?|märz|apr(?:il)?|avril|abril|aprile|may|mai|mayo|maggio|june?|juni|juin|junio|giugno|july?|juli|juillet|julio|luglio|aug(?:ust)?|août|agosto|sept?(?:ember|embre|iembre)?|settembre|o[ck]t(?:ober|obre|ubre)?|ottobre|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|décembre|diciembre|dicembre"
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|ten|twelve|an?|einer?|eine[mn]|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|un[ae]?|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|due|tre|quattro|cinque)"
_UNIT = "(?:working |business )?(?:minutes?|hours?|days?|weeks?)|minuten?|stunden?|(?:werk|arbeits)?tage?n?|wochen?|minutes?|heures?|jours?|semaines?|minutos?|horas?|días?|semanas?|minuti|or[ae]|giorn[oi]|settiman[ae]"
_DATE = re.compile(
    rf"\b(?:(?P<day>{_DAYS})|(?:the )?\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of |de )?(?:{_MONTHS})\b(?: \d{{4}})?|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b|"
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|"
    rf"(?:with)?in(?: the next)? {_NUMBER} (?:{_UNIT})|in(?:nerhalb)?(?: von| der nächsten)? {_NUMBER} (?:{_UNIT})|(?:dans|d'ici|sous) {_NUMBER} (?:{_UNIT})|"
    rf"(?:en|dentro de) {_NUMBER} (?:{_UNIT})|(?:tra|fra|entro) {_NUMBER} (?:{_UNIT})|"
    r"(?:the day after )?tomorrow|tonight|this (?:afternoon|evening|week)|(?:later )?today|next (?:week|month)|(?:the )?end of (?:the|this|next) (?:day|week|month)|"
    r"übermorgen|morgen(?! früh\b)|heute|diese woche|nächste[rn]? woche|ende (?:der|dieser|nächster) woche|"
    r"demain|aujourd'hui|la semaine prochaine|mañana|hoy|la próxima semana|domani|oggi|la prossima settimana)",
    re.IGNORECASE,
)
#: Somebody of us, or what the customer will get, in the future; what has happened already is no promise.
_COMMITS = re.compile(
    r"\b(?:i|we)(?:['’]ll| will| shall| am going to| are going to| promise| can)\b|\byou(?:['’]ll| will) (?:have|get|receive|hear|find)\b|"
    r"\b(?:i|we) (?:send|call|ship|deliver|write|reply|answer|let you know)\b|"
    r"\b(?:ich|wir)\b|\bsie (?:erhalten|bekommen|hören|haben)\b|"
    r"\b(?:je|nous|vous)\b.{0,20}(?:r(?:ai|ons|ez)|vais|allons)\b|\b\w+(?:aré|eré|iré|aremos|eremos|iremos)\b|\bvamos a\b|\b\w+(?:erò|irò|eremo|iremo)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:i|we) (?:was|were|had|have|sent|did|got|received|called|wrote|spoke|shipped)\b|\b(?:was|were) (?:sent|shipped|delivered)\b|"
    r"\b(?:habe[n]?|hatten?|war(?:en)?|wurden?)\b(?!.*\b(?:werde|können)\b)|\bcould (?:you )|\b(?:ai|avons) \w+é\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Checked:
    """What was found in an answer: sentences that are too long, whether it greets, and the days promised, as written."""

    long_sentences: tuple[str, ...]
    has_greeting: bool
    promised: tuple[str, ...]


def check(text: str) -> Checked:
    """Look an answer over."""
    said = sentences(text)
    return Checked(
        long_sentences=tuple(one.text for one in said if _longest_part(one.text) > LONGEST_SENTENCE),
        has_greeting=_greets(text),
        promised=tuple(dict.fromkeys(day for one in said for day in promised_days(one.text))),
    )


def _greets(text: str) -> bool:
    """The first line begins with a greeting, or is a name alone with a comma."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return bool(_GREETING.match(line)) or (line.endswith((",", "!")) and 0 < len(words(line)) <= 3)


def first_said(text: str, *, most: int = 2) -> str:
    """The first sentences after the greeting, if there is one, on one line: what a letter says before it takes its leave."""
    said = sentences(text)
    if len(said) > 1 and _GREETING.match(said[0].text) and len(words(said[0].text)) <= 5:
        said = said[1:]
    return " ".join(one.text for one in said[:most])


def promised_days(sentence: str) -> list[str]:
    """The days a sentence promises something for, as written; none where it asks, or tells what has happened."""
    if not _COMMITS.search(sentence) or _PAST.search(sentence) or sentence.rstrip().endswith("?"):
        return []
    return [found.group().removeprefix("the ") for found in _DATE.finditer(sentence)]


def _longest_part(sentence: str) -> int:
    """A colon or a semicolon lets the reader breathe."""
    return max(len(words(part)) for part in re.split(r"[:;]\s", sentence))
