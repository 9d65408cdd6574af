import pytest

from regard.routing.rules.reasons import Kind, Reason, Sentence, sentence


@pytest.mark.parametrize(
    ("reason", "to_you", "about_ada"),
    [
        (Reason(Kind.RELATIONSHIP), "You look after this account", "Ada looks after this account"),
        (Reason(Kind.ANSWERED_BEFORE, ("Carla",)), "You answered Carla before", "Ada answered Carla before"),
        (Reason(Kind.ANSWERED_BEFORE), "You answered this customer before", "Ada answered this customer before"),
        (Reason(Kind.KNOWS_TOPIC, ("P-220", "leaks")), "You know the P-220", "Ada knows the P-220"),
        (Reason(Kind.KNOWS_TOPIC, ("leaks", "P-220")), "You know about leaks", "Ada knows about leaks"),
        (Reason(Kind.SKILL, ("P-220",)), "You said you know the P-220", "Ada said to know the P-220"),
        (Reason(Kind.SKILL, ("invoices",)), "You said you know about invoices", "Ada said to know about invoices"),
        (Reason(Kind.LANGUAGE, ("de",)), "You answer in German", "Ada answers in German"),
        (Reason(Kind.LANGUAGE, ("xx",)), "You answer in xx", "Ada answers in xx"),
        (Reason(Kind.ONLY_ONE_WORKING), "You are the only one at work now", "Ada is the only one at work now"),
        (Reason(Kind.LEAST_LOADED), "You have the most room now", "Ada has the most room now"),
        (Reason(Kind.HAS_ROOM), "You have room for it now", "Ada has room for it now"),
    ],
)
def test_why_you(reason, to_you, about_ada):
    assert [str(sentence(reason)), str(sentence(reason, name="Ada"))] == [to_you, about_ada]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(Kind.ABSENT, ("Ada", "Ben")), "Away: Ada, Ben"),
        (Reason(Kind.FULL, ("Ben",)), "No room for more: Ben"),
        (Reason(Kind.OTHER_LANGUAGE, ("Ben",)), "Answers in other languages: Ben"),
        (Reason(Kind.BACK_TOO_LATE, ("Ada",)), "Not at work before it is due: Ada"),
        (Reason(Kind.NOBODY_WORKING), "Nobody is at work now"),
        (Reason(Kind.NOBODY_THERE), "The team has no people"),
    ],
)
def test_why_the_team(reason, said):
    assert str(sentence(reason)) == said


def test_every_kind_can_be_said_and_stored():
    for kind in Kind:
        reason = Reason(kind, ("P-220",))
        assert str(sentence(reason))
        assert Reason.from_json(reason.to_json()) == reason


def test_a_sentence_is_a_message_id_with_params_and_names_languages_for_the_reader():
    assert sentence(Reason(Kind.LANGUAGE, ("de",)), locale="de-AT") == Sentence(
        "You answer in %(language)s", {"language": "Deutsch"}
    )
