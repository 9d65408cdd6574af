"""What can go wrong with an IMAP server, in three kinds, made out of what imapclient, imaplib and the socket raise."""

import contextlib
import imaplib
from collections.abc import Iterator

from imapclient.exceptions import CapabilityError, LoginError, ProtocolError


class BrokenError(Exception):
    """The connection is of no use any more, or could not be made; the cause is attached. A new one may do better."""


class RefusedError(Exception):
    """The server answered NO or BAD to one command; the connection goes on."""


class LoginRefusedError(Exception):
    """The server did not take the user name or the password."""


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn what imapclient, imaplib and the socket raise into our three errors."""
    try:
        yield
    except LoginError as error:
        is_passing = isinstance(error.__context__, imaplib.IMAP4.abort) or _is_passing(str(error))
        raise (BrokenError if is_passing else LoginRefusedError)(str(error)) from error
    except (imaplib.IMAP4.abort, ProtocolError, CapabilityError) as error:
        raise BrokenError(str(error)) from error
    except imaplib.IMAP4.error as error:
        # imaplib prefixes what it could not read with the command; the rest of that answer still lies in the stream.
        kind = BrokenError if str(error).startswith("command:") else RefusedError
        raise kind(str(error)) from error
    except (OSError, EOFError, ValueError, TypeError, IndexError, KeyError, RecursionError) as error:
        # An answer against the protocol comes out of imaplib and imapclient as any of these.
        raise BrokenError(str(error) or type(error).__name__) from error


def _is_passing(text: str) -> bool:
    """Whether a login was refused for another reason than the password: by the codes of RFC 5530, or as Gmail words it."""
    return any(sign in text.upper() for sign in ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "TOO MANY"))
