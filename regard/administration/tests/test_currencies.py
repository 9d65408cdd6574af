"""Settings > Currencies."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Company
from regard.money.models import Rate
from regard.money.queries import company_currency

BASE = "/settings/currencies/"


def test_a_rate_is_given_listed_and_corrected(olga: Client) -> None:
    typed = {"currency": "DKK", "per_unit": "1,341", "on": "2026-03-01", "source": "Bank"}
    assert olga.post(f"{BASE}rate/", typed).status_code == 302
    olga.post(f"{BASE}rate/", typed | {"per_unit": "0,1341"})
    page = olga.get(BASE).content.decode()
    assert ("0.1341 EUR" in page, "1.341 EUR" in page, page.count("corrected later")) == (True, True, 1)


def test_what_is_refused_keeps_what_was_typed(olga: Client) -> None:
    typed = {"currency": "DKK", "per_unit": "much", "on": "2026-03-01", "source": "My own bank"}
    refused = olga.post(f"{BASE}rate/", typed)
    assert (refused.status_code, "no rate" in refused.content.decode(), "My own bank" in refused.content.decode()) == (
        422,
        True,
        True,
    )
    late = olga.post(f"{BASE}rate/", typed | {"per_unit": "1", "on": "2099-01-01"})
    assert "is not known yet" in late.content.decode()
    assert not Rate.objects.exists()


def test_another_currency_leaves_the_rates_without_effect_and_says_so(olga: Client) -> None:
    olga.post(f"{BASE}rate/", {"currency": "DKK", "per_unit": "0.1341", "on": "2026-03-01", "source": "Bank"})
    answer = olga.post(f"{BASE}own/", {"currency": "NOK"}, follow=True).content.decode()
    assert "Amounts in other currencies wait for their rates." in answer
    assert "Rates given in EUR are kept and do not count now." in answer
    assert company_currency() == "NOK"


def test_a_file_of_rates_is_taken_whole_or_not_at_all(olga: Client) -> None:
    def send(text: str) -> tuple[int, str]:
        file = SimpleUploadedFile("rates.csv", text.encode())
        answer = olga.post(f"{BASE}file/", {"file": file, "source": "ECB"})
        return answer.status_code, answer.content.decode()

    status, page = send("date,currency,rate\n2026-03-01,DKK,0.1341\n2026-03-01,ABC,2\n")
    assert (status, "Line 3" in page, Rate.objects.count()) == (422, True, 0)
    assert send("date,currency,rate\n2026-03-01,DKK,0.1341\n2026-03-02,DKK,0.1342\n")[0] == 302
    assert list(Rate.objects.order_by("on").values_list("per_unit", "source")) == [
        (Decimal("0.1341"), "ECB"),
        (Decimal("0.1342"), "ECB"),
    ]


def test_agents_set_no_rates(company: Company) -> None:
    client = Client()
    client.force_login(company.ada)
    assert [client.get(f"{BASE}{page}").status_code for page in ("", "own/", "rate/", "file/")] == [403] * 4
