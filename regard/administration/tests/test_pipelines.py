"""Settings > Pipelines: gates written in one form that works without script."""

from typing import Any

import pytest
from django.test import Client

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.opportunities import operations as sales
from regard.opportunities.models import Gate, Opportunity, Pipeline
from regard.opportunities.operations import OpportunityTerms
from regard.opportunities.operations.pipelines import terms_of
from regard.opportunities.rules.gates import DEFAULT_GATES, EvidenceKind, GateTerms

NEW = "/settings/pipelines/new/"


def typed(*gates: dict[str, Any], wins: Any = "1", name: str = "Service plans", **more: str) -> dict[str, Any]:
    """What a browser sends."""
    given = gates or (
        {"name": "Wants it", "statement": "They say so", "kinds": ["mail"], "days": "30", "sense": "act"},
        {"name": "Signed", "statement": "We hold it", "kinds": ["signature", "payment"], "days": "", "sense": ""},
    )
    fields = {f"gate-{place}-{key}": value for place, gate in enumerate(given) for key, value in gate.items()}
    return {"name": name, "gates": str(len(given)), "wins": wins, **fields, **more}


@pytest.fixture
def pipeline(company: Company) -> Pipeline:
    return sales.open_pipeline(name="Pumps", gates=DEFAULT_GATES, by=company.olga, at=MORNING)


@pytest.fixture
def deal(company: Company, pipeline: Pipeline) -> Opportunity:
    account = customers.add_account(name="Brandt Dairy", at=MORNING)
    return sales.open_opportunity(
        terms=OpportunityTerms(name="Plan"), account=account, pipeline=pipeline, by=company.ada, at=MORNING
    )


def test_a_pipeline_is_added(olga: Client) -> None:
    assert olga.post(NEW, typed()).status_code == 302
    row = Pipeline.objects.get()
    assert (row.name, row.is_default) == ("Service plans", True)
    assert terms_of(row.ladders.get()) == (
        GateTerms(
            name="Wants it", statement="They say so", kinds=(EvidenceKind.MAIL,), shelf_life_days=30, sense="act"
        ),
        GateTerms(
            name="Signed", statement="We hold it", kinds=(EvidenceKind.SIGNATURE, EvidenceKind.PAYMENT),
            shelf_life_days=None, wins=True,
        ),
    )  # fmt: skip


def test_the_form_of_a_new_one_begins_with_the_usual_gates(olga: Client) -> None:
    form = olga.get(NEW).context["form"]
    assert [gate["name"].value() for gate in form.gates] == [gate.name for gate in DEFAULT_GATES]
    assert form.wins == [5]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gate-0-kinds": []}, "Choose at least one, or nothing could ever reach this gate."),
        ({"gate-1-name": "wants IT "}, "Another gate has this name."),
        ({"wins": ["0", "1"]}, "Say at which one gate the sale is made."),
        ({"wins": []}, "Say at which one gate the sale is made."),
        ({"wins": "7"}, "Say at which one gate the sale is made."),
        ({"gate-0-days": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"gate-0-days": "soon"}, "Enter a whole number."),
        ({"gate-0-sense": "magic"}, "Select a valid choice"),
        ({"gate-0-statement": " "}, "This field is required."),
        ({"name": ""}, "This field is required."),
        ({"gates": "0"}, "A pipeline needs a gate."),
        ({"gates": "many"}, "A pipeline needs a gate."),
    ],
)
def test_bad_input_is_named_and_what_was_typed_is_kept(olga: Client, changes: dict[str, Any], sentence: str) -> None:
    answer = olga.post(NEW, typed() | changes)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, Pipeline.objects.count()) == (422, True, 0)
    if "gates" not in changes:
        assert "They say so" in page or "gate-0-statement" in changes
        assert "We hold it" in page


def test_a_name_that_is_taken_is_refused_beside_the_form(olga: Client, pipeline: Pipeline) -> None:
    page = olga.post(NEW, typed(name="PUMPS"))
    assert (page.status_code, "There is a pipeline with this name already." in page.content.decode()) == (422, True)
    assert Pipeline.objects.get() == pipeline


@pytest.mark.parametrize(
    ("pressed", "names", "wins"),
    [
        ("add", ["Wants it", "Signed", ""], [1]),
        ("up-1", ["Signed", "Wants it"], [0]),
        ("down-0", ["Signed", "Wants it"], [0]),
        ("up-0", ["Wants it", "Signed"], [1]),
        ("remove-0", ["Signed"], [0]),
        ("remove-1", ["Wants it"], []),
        ("down-99", ["Wants it", "Signed"], [1]),
        ("dance", ["Wants it", "Signed"], [1]),
    ],
)
def test_buttons_rearrange_what_was_typed_and_save_nothing(
    olga: Client, pressed: str, names: list[str], wins: list[int]
) -> None:
    answer = olga.post(NEW, typed(do=pressed))
    form = answer.context["form"]
    assert (answer.status_code, [gate["name"].value() for gate in form.gates], form.wins) == (200, names, wins)
    assert "Service plans" in answer.content.decode()
    assert not Pipeline.objects.exists()


def test_twelve_gates_are_enough(olga: Client) -> None:
    gates = [{"name": f"Gate {n}", "statement": "So", "kinds": ["mail"], "days": "", "sense": ""} for n in range(12)]
    answer = olga.post(NEW, typed(*gates, do="add"))
    assert len(answer.context["form"].gates) == 12
    assert 'value="add"' not in answer.content.decode()


def test_what_is_open_keeps_its_version(olga: Client, pipeline: Pipeline, deal: Opportunity) -> None:
    address = f"/settings/pipelines/{pipeline.id}/"
    assert "1 opportunity is open here. It keeps the gates it began with" in olga.get(address).content.decode()
    said = olga.post(address, typed(name="Pumps"), follow=True).content.decode()
    assert "Saved as version 2. 1 that is open keeps the gates it began with." in said
    deal.refresh_from_db()
    assert deal.ladder.gates.count() == len(DEFAULT_GATES)
    assert Gate.objects.filter(ladder__pipeline=pipeline, ladder__number=2).count() == 2
    cells = [cell.text for cell in olga.get("/settings/pipelines/").context["tables"][0].rows[0].cells]
    assert cells == ["Pumps", "Wants it › Signed", "2", "1"]


def test_it_is_deleted_only_while_nothing_ever_began_there(olga: Client, pipeline: Pipeline, deal: Opportunity) -> None:
    said = olga.post(f"/settings/pipelines/{pipeline.id}/delete/", follow=True).content.decode()
    assert "1 opportunity stands on “Pumps”, so it cannot be deleted. Retire it" in said
    olga.post(NEW, typed())
    other = Pipeline.objects.get(name="Service plans")
    assert "“Service plans” is gone." in olga.post(f"/settings/pipelines/{other.id}/delete/", follow=True).content.decode()  # fmt: skip
    assert Pipeline.objects.get() == pipeline
    assert deal.ladder.pipeline == pipeline


def test_it_is_retired_brought_back_and_made_the_usual_one(olga: Client, pipeline: Pipeline) -> None:
    at = f"/settings/pipelines/{pipeline.id}/"
    assert "This is the only pipeline." in olga.post(f"{at}retire/", follow=True).content.decode()
    olga.post(NEW, typed())
    other = Pipeline.objects.get(name="Service plans")
    olga.post(f"/settings/pipelines/{other.id}/usual/")
    olga.post(f"{at}retire/")
    pipeline.refresh_from_db()
    other.refresh_from_db()
    assert (pipeline.retired_at is not None, pipeline.is_default, other.is_default) == (True, False, True)
    assert "A retired pipeline cannot be the usual one." in olga.post(f"{at}usual/", follow=True).content.decode()
    assert "Retired: what is open there goes on" in olga.get("/settings/pipelines/").content.decode()
    olga.post(f"{at}revive/")
    pipeline.refresh_from_db()
    assert pipeline.retired_at is None


def test_who_may_not_set_up_is_refused(company: Company, pipeline: Pipeline) -> None:
    client = Client()
    client.force_login(company.ada)
    assert client.get("/settings/pipelines/").status_code == 403
    assert client.post(f"/settings/pipelines/{pipeline.id}/delete/").status_code == 403
    assert client.post(NEW, typed()).status_code == 403
    assert Pipeline.objects.get() == pipeline
