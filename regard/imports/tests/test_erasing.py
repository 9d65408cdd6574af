"""A person who was brought in from a file and erased is in no file, no row that did not come in, and in nothing an undoing would put back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import MORNING, Company
from regard.customers.models import Contact
from regard.data_quality.operations import join
from regard.imports.models import ImportRun
from regard.imports.tests.conftest import Import, take_back
from regard.mail.operations.discarding import remove_files
from regard.privacy import operations as privacy
from tools.testing.finding import found
from tools.testing.search_jobs import run_search_jobs

MARKERS = {
    "name": "Markerella Zwolfender", "address": "mkr-address@marker.example", "own text": "mkrowntext", "bad row": "mkrbadrow",
    "written over": "mkrbefore", "joined": "mkrjoined",
}  # fmt: skip
FILE = """Name,E-mail,Title,Notes,Telephone
Markerella Zwolfender,mkr-address@marker.example,Fitter,mkrowntext,+45 70 10 20 30
,mkr-address@,mkrbadrow,Markerella Zwolfender,
Dora Other,dora@other.example,Board,Knows Markerella Zwolfender well,
"""


@pytest.mark.parametrize("until", ["end", "checked"])
def test_nothing_of_her_is_left_of_the_import_and_the_others_stay(
    company: Company, bring: Import, tmp_path: Path, settings: Any, until: str
) -> None:
    settings.DATA = tmp_path / "data"
    before = bring("Name,E-mail,Title\nMarkerella Zwolfender,mkr-address@marker.example,mkrbefore\n", name="first.csv")
    run = bring(FILE, name="Markerella Zwolfender.csv", until=until, doubles="overwrite")
    contact = Contact.objects.get(methods__normalised="mkr-address@marker.example")
    double = Contact.objects.create(name="Mkrjoined Person", created_at=MORNING)
    join(kept=contact, gone=double, by=company.olga, at=MORNING)
    present = {"name", "address", "own text", "written over", "joined"}
    assert present <= set(found(MARKERS, settings.DATA))

    run_search_jobs()
    row = privacy.erase(
        contact=contact, ground="asked", by=company.olga, at=MORNING + timedelta(days=1), confirmed=True
    )
    privacy.finish(erasure=row, at=MORNING + timedelta(days=1))
    remove_files()
    (tmp_path / "first.csv").unlink()
    (tmp_path / "Markerella Zwolfender.csv").unlink()

    run_search_jobs()
    assert found(MARKERS, tmp_path) == {}
    run.refresh_from_db()
    assert (run.raw_id, run.state) == (None, ImportRun.State.FINISHED if until == "end" else ImportRun.State.CANCELLED)
    assert Contact.objects.filter(name="Dora Other").count() == (1 if until == "end" else 0)
    if until == "end":
        take_back(run, company)
        take_back(before, company)
        assert found(MARKERS, tmp_path) == {}
