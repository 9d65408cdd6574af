"""Which program a table comes from, and what its columns mean to us: `FIELDS` says what we can keep."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What a person or company of a file can have here.
FIELDS = (
    "first_name", "last_name", "name", "email", "phone", "company", "title", "street", "city", "region", "postcode",
    "country", "website", "note", "birthday", "language", "source_id", "owner", "tags", "vat", "register_number",
    "legal_name", "tier", "customer_since", "zone",
    *(f"{whose}_{part}" for whose in ("company", "delivery", "invoice") for part in ("street", "postcode", "city", "region", "country")),
)  # fmt: skip
#: What several columns may say, each something of its own.
SEVERAL = frozenset({"email", "phone", "tags"})
#: Column names by which a program is known; so many of them must be there.
_SIGNS: dict[str, tuple[int, frozenset[str]]] = {
    "hubspot": (2, frozenset({"record id", "associated company", "lifecycle stage", "original source", "contact owner", "lead status", "associated company ids", "marketing contact status"})),
    "salesforce": (2, frozenset({"account name", "mailing city", "mailing state province", "mailing zip postal code", "mailing street", "account id", "contact id", "lead id", "ownerid", "leadsource", "leadid", "accountid", "mailingcity", "last activity", "account owner", "18 digit id"})),
    "pipedrive": (2, frozenset({"person id", "person name", "person email", "person phone", "organization name", "person owner", "person label", "deal title", "deal id", "organization id"})),
    "zoho": (2, frozenset({"lead name", "lead owner", "lead source", "contact owner", "record id", "zip code", "lead status", "contact name", "account name", "contact id", "modified by", "email opt out"})),
    "google_contacts": (2, frozenset({"e mail 1 value", "phone 1 value", "organization 1 name", "e mail 1 type", "e mail 1 label", "given name", "family name", "yomi name", "group membership", "labels", "additional name"})),
    "outlook": (2, frozenset({"e mail address", "e mail display name", "business phone", "business street", "home phone", "mobile phone", "job title", "e mail 2 address", "business fax", "web page"})),
}  # fmt: skip
#: Meanings by column name: the first that fits. Names are folded as `fold` does.
_MEANINGS = [
    (field, re.compile(pattern))
    for field, pattern in (
        ("email", r"e ?mail( \d)?( value| address)?$|^(mail|courriel|email work|email home)$|person email"),
        ("vat", r"\bvat\b|^ust ?id|umsatzsteuer ?id|^tva\b|^btw\b|^mwst nummer"),
        ("register_number", r"^(company |business )?regist(er|ration) (no|nr|number)$|handelsregister|^cvr\b|^siren$|^siret$|^org(anisation)? ?(no|nr|nummer|number)$"),
        ("customer_since", r"customer since|kunde seit|client depuis"),
        ("legal_name", r"^legal (company )?name$|^rechtlicher name$"),
        ("zone", r"^time ?zone$|^zeitzone$"),
        ("tier", r"^(customer |account )?tier$|^kundenklasse$|^abc klasse$"),
        ("phone", r"(tele)?phone|^tel( |$)|telefon|mobile?( |$)|handy|^cell"),
        ("first_name", r"^(first|given|fore) ?name$|^vorname$|^prenom$|^nombre$|^first$"),
        ("last_name", r"^(last|family|sur) ?name$|^(nach|familien)name$|^nom$|^apellidos?$|^last$"),
        ("company", r"company( name)?$|^account( name)?$|^organi[sz]ation( \d)?( name)?$|associated company$|^firma$|^unternehmen$|^employer$"),
        ("title", r"job ?title|^title$|^position$|^funktion$|organi[sz]ation 1 title"),
        ("street", r"street|^address( line)?( 1)?$|stra(ss|ß)e|^adresse$|address 1 street"),
        ("city", r"city$|^town$|^ort$|^stadt$|^ville$|address 1 city"),
        ("region", r"state|province|region$|bundesland"),
        ("postcode", r"zip|post(al)? ?code|^plz$"),
        ("country", r"country|^land$|^pays$"),
        ("website", r"web ?(site|page)|^url$|homepage|^domain$"),
        ("birthday", r"birthday|birth date|date of birth|geburts"),
        ("language", r"language|sprache"),
        ("source_id", r"^(record|person|contact|lead|customer|account) ?id$|^id$|^uid$"),
        ("owner", r"owner"),
        ("tags", r"^tags?$|^labels?$|^groups?( membership)?$|^categor"),
        ("note", r"^notes?$|^comments?$|^description$|^notiz|^bemerkung"),
        ("name", r"^(full |display |contact |lead |person |customer )?name$|^contact$|^person$|^kunde$|^ansprechpartner|^kontaktperson$"),
    )
]  # fmt: skip


_OF_PEOPLE = re.compile(r"person|contact|lead|full")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Which column means what: `fields` from a column's name to one of `FIELDS`; the others are kept nowhere unless one says so."""

    source: str
    fields: dict[str, str]
    unknown: list[str]

    @property
    def names_people(self) -> bool:
        """Whether whole names are those of people, whose first word is taken for their first name."""
        return any(field == "name" and _OF_PEOPLE.search(fold(column)) for column, field in self.fields.items())


def fold(column: str) -> str:
    """A column's name in lower case, words by spaces."""
    return " ".join(re.sub(r"[^a-z0-9äöüßéèñ]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower()).split())


def source_of(columns: Iterable[str]) -> str:
    """The program that wrote a table with these columns; "" where none is recognised."""
    folded = {fold(column) for column in columns} | {re.sub(r"\W", "", column.lower()) for column in columns}
    hits = {source: len(folded & signs) for source, (_least, signs) in _SIGNS.items()}
    best = max(hits, key=lambda source: hits[source])
    return best if hits[best] >= _SIGNS[best][0] else ""


def suggest(columns: Sequence[str]) -> Mapping:
    """What each column probably means. A field is given to the first column that fits; e-mail and phone to several."""
    fields = dict[str, str]()
    for column in columns:
        folded = re.sub(r"^person ", "", fold(column)) if fold(column).startswith("person ") else fold(column)
        meaning = next((field for field, pattern in _MEANINGS if pattern.search(folded)), "")
        if meaning and (meaning in {"email", "phone"} or meaning not in fields.values()):
            fields[column] = meaning
    return Mapping(source=source_of(columns), fields=fields, unknown=[one for one in columns if one not in fields])
