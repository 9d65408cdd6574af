"""What our own receiving server found out about the sender (RFC 8601). Nobody else's word counts."""

import re

from regard.mime.rules import headers
from regard.mime.rules.headers import Headers
from regard.mime.rules.values import Authentication

_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,20})", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_KNOWN = {"none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror"}


def read(found: Headers, *, trusted: str | None) -> Authentication:
    """Results of the server that calls itself `trusted` (its authserv-id); all "none" when no such header is there.

    Only headers above the second Received line count: below it another server wrote, or the sender did.
    """
    if not trusted:
        return Authentication()
    results: dict[str, str] = {}
    received = 0
    for name, value in found.items:
        received += name == "received"
        if received > 1:
            break
        if name == "authentication-results":
            _add(results, headers.decoded(value), trusted)
    return Authentication(**results)


def _add(results: dict[str, str], text: str, trusted: str) -> None:
    text = _COMMENT.sub(" ", text)
    server, _, rest = text.partition(";")
    if server.split()[:1] != [trusted] and server.strip().lower() != trusted.lower():
        return
    for method, word in _RESULT.findall(";" + rest):
        key, result = method.lower(), word.lower()
        if result not in _KNOWN:
            continue
        # One signature that holds is enough, so a pass of DKIM outweighs other signatures.
        if key not in results or (key == "dkim" and result == "pass"):
            results[key] = result
