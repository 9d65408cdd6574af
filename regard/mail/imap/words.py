"""What people read when a mailbox cannot be fetched: what is wrong, whether mail is at risk, what they can do."""

from collections.abc import Sequence

from django.db import Error as DatabaseError

from regard.mail.imap.errors import BrokenError, LoginRefusedError, RefusedError
from regard.mail.models import ServerUid
from regard.mail.network_words import of_network
from regard.mail.oauth.http import CannotRenewError, ConsentWithdrawnError
from regard.mail.oauth.operations import WITHDRAWN
from regard.mail.secrets import UnreadableSecretError
from regard.mail.store import StoreError

_WAITS = "It is tried again by itself; mail waits on the server meanwhile."
_NAMED = 5

_SENTENCES: dict[type[BaseException], str] = {
    LoginRefusedError: "{server} does not accept the user name and password. Nothing is fetched until they are entered again, or"
    " accepted after all.",
    UnreadableSecretError: "The stored password cannot be read, because REGARD_SECRET_KEY has changed. Nothing is fetched until it"
    " is entered again.",
    CannotRenewError: f"{{error}}. {_WAITS}",
    StoreError: f"Letters cannot be stored: {{error}}. {_WAITS}",
    DatabaseError: f"The database takes no letters just now. {_WAITS}",
    RefusedError: f"{{server}} refused a request: {{error}}. {_WAITS}",
}

NO_SENT_FOLDER = (
    "The Sent folder is gone from the server, so answers written in other mail programs are not seen here. "
    "They are again as soon as there is one."
)


def of_error(error: BaseException, host: str, port: int) -> str:
    """One or two sentences about why a mailbox is not being fetched. Never holds anything of the password."""
    server = f"{host}:{port}"
    if isinstance(error, BrokenError):
        return f"{_of_broken(error, host, server)} {_WAITS}"
    if isinstance(error, ConsentWithdrawnError):
        return WITHDRAWN.format(provider=error)
    return next(
        (
            sentence.format(server=server, error=error)
            for kind, sentence in _SENTENCES.items()
            if isinstance(error, kind)
        ),
        f"Fetching stopped because of a mistake of ours ({type(error).__name__}); the log tells more. {_WAITS}",
    )


def of_trial(error: BaseException, host: str, port: int) -> str:
    """Why signing in did not work, while somebody waits for the answer: nothing is tried again by itself."""
    server = f"{host}:{port}"
    if isinstance(error, BrokenError):
        return _of_broken(error, host, server)
    if isinstance(error, LoginRefusedError):
        return (
            f"{server} does not accept the user name and password. Many providers want an app password here, made in the"
            " account's security settings."
        )
    return f"{server} refused a request: {error}."


def of_gaps(rows: Sequence[ServerUid]) -> str:
    """What is missing of a mailbox; '' when nothing is."""
    if not rows:
        return ""
    letters = "One letter" if len(rows) == 1 else f"{len(rows)} letters"
    named = [f"UID {row.uid} in {row.folder.name}: {row.gap_reason}" for row in rows[:_NAMED]]
    more = f"; and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return (
        f"{letters} could not be fetched ({'; '.join(named)}{more}). Read and answer on the server; "
        "this notice goes when the letter is moved away there, or can be fetched after all."
    )


def _of_broken(error: BrokenError, host: str, server: str) -> str:
    return of_network(error.__cause__, host, server) or f"The connection to {server} broke ({error})."
