"""Passwords of mailboxes at rest: sealed with a key made from REGARD_SECRET_KEY, opened only where a connection is made."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

#: Separates this key from every other use of REGARD_SECRET_KEY (RFC 5869 3.2). Changing it makes sealed secrets unreadable.
_PURPOSE = b"regard: secrets of mailboxes, 1"


class UnreadableSecretError(Exception):
    """The secret was sealed under another REGARD_SECRET_KEY, or was tampered with. It must be entered again."""


def seal(secret: str) -> bytes:
    """Encrypt and authenticate a secret; the same secret looks different each time."""
    return _locks().encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret again, also when sealed under one of SECRET_KEY_FALLBACKS. Raises UnreadableSecretError."""
    try:
        return _locks().decrypt(sealed).decode()
    except InvalidToken as error:
        raise UnreadableSecretError("the secret was sealed under another key") from error


def _locks() -> MultiFernet:
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(key: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(force_bytes(key))
    return Fernet(base64.urlsafe_b64encode(derived))
