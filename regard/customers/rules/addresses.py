"""Decisions about who is who."""

#: Mail providers for everybody: their domains say nothing about which company a person belongs to.
_PUBLIC = """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.de live.com msn.com yahoo.com yahoo.de yahoo.fr
    yahoo.co.uk icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de posteo.de
    mailbox.org proton.me protonmail.com pm.me orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it
    seznam.cz mail.ru yandex.ru yandex.com qq.com 163.com 126.com sina.com naver.com bluewin.ch telenet.be ziggo.nl
    kpnmail.nl wp.pl o2.pl onet.pl zoho.com fastmail.com hey.com tutanota.com tuta.io mail.com comcast.net verizon.net
    att.net sbcglobal.net btinternet.com rediffmail.com uol.com.br terra.com.br bol.com.br
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


def normalise_email(address: str) -> str:
    """How e-mail addresses are compared: without spaces around, in lower case."""
    return address.strip().lower()


def domain_of(address: str) -> str:
    """The part after the last @, in lower case; '' when there is none."""
    _, at, domain = normalise_email(address).rpartition("@")
    return domain if at else ""


def name_from_address(address: str) -> str:
    """What to call somebody who gave no name: the local part, with dots and underscores as spaces."""
    local = address.partition("@")[0]
    return " ".join(part.capitalize() for part in local.replace(".", " ").replace("_", " ").split()) or address
