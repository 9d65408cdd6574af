"""The token of an address for answers."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from regard.mail import rules as mail_rules
from regard.notifications.rules.token import sign, tokens_in, told_by


@given(st.uuids(), st.text(min_size=1))
def test_a_token_survives_folding_and_names_what_it_was_signed_for(told_id: UUID, key: str) -> None:
    token = sign(key=key, told_id=told_id)
    (found,) = tokens_in([f"HELP+{token.upper()}@havn.example"])
    assert told_by(found, key=key) == told_id
    assert len(f"help+{token}") <= 64  # RFC 5321 4.5.3.1.1


@given(st.uuids(), st.integers(1, 50), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_changed_letter_is_a_forgery(told_id: UUID, place: int, letter: str) -> None:
    token = sign(key="k", told_id=told_id)
    forged = token[:place] + letter + token[place + 1 :]
    spare_bits_only = told_by(forged, key="k") == told_id
    assert forged == token or told_by(forged, key="k") is None or (place == 26 and spare_bits_only)


@given(st.uuids())
def test_it_is_no_token_of_a_conversation_and_none_of_those_is_one(identifier: UUID) -> None:
    token, secret = sign(key="k", told_id=identifier), mail_rules.sign(key="k", conversation_id=identifier)
    assert mail_rules.tokens_in([f"help+{token}@x"]) == []
    assert tokens_in([f"help+{secret}@x"]) == []
    assert told_by("n" + secret, key="k") is None


@given(st.text())
def test_any_text_is_searched_without_harm(text: str) -> None:
    assert all(told_by(token, key="k") is None for token in tokens_in([text]))
