"""What is known of a deal for each letter of MEDDPICC, and who says so."""

from typing import Any

from django.utils.translation import gettext as _

from regard.kit.fields import read_list
from regard.opportunities.models import Opportunity
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.meddpicc import Known


def known_of(row: Opportunity) -> dict[str, list[Known]]:
    """By the key of the letter, from an opportunity that brought its parts along."""
    steps, roles = read_list(row, "with_steps"), read_list(row, "with_roles")
    acted = {one["contact"] for one in read_list(row, "with_evidence") if not one["withdrawn"]}
    findings = read_list(row, "with_findings")
    theirs = [one for one in steps if not one["user"] and not one["paper"]]
    return {
        "metrics": [_finding(one) for one in findings if one["kind"] == "metric"],
        "pain": [_finding(one) for one in findings if one["kind"] == "pain"],
        "buyer": [_person(one, acted) for one in roles if one["role"] == Role.ECONOMIC_BUYER.value],
        "champion": [_person(one, acted) for one in roles if one["role"] == Role.CHAMPION.value],
        "criteria": [Known(text=one["text"], is_theirs=_is_told(one)) for one in read_list(row, "with_criteria")],
        "process": [Known(text=one["text"], is_theirs=_is_told(one) or bool(one["done_by_contact"])) for one in theirs],
        "paper": [Known(text=one["text"], is_theirs=_is_told(one) or bool(one["done_by_contact"])) for one in steps if one["paper"]],
        "competition": [
            Known(text=one["name"] or _("They may do nothing"), is_theirs=_is_told(one)) for one in read_list(row, "with_rivals")
        ],
    }  # fmt: skip


def _is_told(one: dict[str, Any]) -> bool:
    """The customer's own letter or document shows it."""
    return bool(one["message"] or one.get("file"))


def _finding(one: dict[str, Any]) -> Known:
    reach = f" ({one['baseline']} → {one['target']})" if one["baseline"] or one["target"] else ""
    return Known(text=f"{one['text']}{reach}", is_theirs=_is_told(one))


def _person(one: dict[str, Any], acted: set[str]) -> Known:
    """Somebody who did something that counts as evidence is shown; one who is only on the map is noted."""
    return Known(text=one["contact_name"] or one["name"], is_theirs=bool(one["contact"] and one["contact"] in acted))
