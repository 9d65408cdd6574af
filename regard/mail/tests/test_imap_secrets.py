import pytest

from regard.mail import secrets
from regard.mail.rules.access import Access, why_impossible


def test_sealed_secret_opens_again_and_does_not_show_itself():
    sealed = secrets.seal("grün & geheim")
    assert secrets.unseal(sealed) == "grün & geheim"
    assert b"geheim" not in sealed
    assert secrets.seal("grün & geheim") != sealed


def test_secret_opens_after_the_key_was_changed_only_with_the_old_key_at_hand(settings):
    sealed = secrets.seal("geheim")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    with pytest.raises(secrets.UnreadableSecretError):
        secrets.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert secrets.unseal(sealed) == "geheim"


def test_tampered_secret_is_refused():
    sealed = secrets.seal("geheim")
    with pytest.raises(secrets.UnreadableSecretError):
        secrets.unseal(sealed[:-4] + b"AAA=")


def test_password_is_in_no_representation():
    access = Access(host="h", port=993, security="tls", username="u", password="geheim")
    assert "geheim" not in repr(access)
    assert why_impossible(access) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""}, {"host": "a b"}, {"port": 0}, {"port": 70000}, {"security": "ssl"}, {"username": ""},
        {"username": "u\r\nA1 LOGOUT"}, {"password": "p\nq"}, {"password": "p\0q"},
    ],
)  # fmt: skip
def test_impossible_access_is_refused_with_a_sentence(wrong):
    access = Access(**{"host": "h", "port": 993, "security": "tls", "username": "u", "password": "p"} | wrong)
    assert why_impossible(access).endswith(".")
