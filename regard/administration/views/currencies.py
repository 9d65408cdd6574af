"""Settings > Currencies."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from regard.administration.forms.currencies import CurrencyForm, RateForm, RatesFileForm
from regard.administration.queries.currencies import currency_tables
from regard.administration.views.frame import administrator_of, show
from regard.administration.views.parts import FormPage, show_form
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.money import operations as money
from regard.money.queries import company_currency
from regard.money.rules import read_rates

CURRENCIES = "currencies"


@staff_page
@require_GET
def currency_list(request: HttpRequest) -> HttpResponse:
    """The company's currency and the rates of others."""
    user = administrator_of(request, section=CURRENCIES)
    tables = currency_tables(now=clock.now(), language=user.language)
    return show(request, "currencies.html", {"tables": tables, "add": tables[0]}, section=CURRENCIES)


@staff_page
@require_http_methods(["GET", "POST"])
def own_currency(request: HttpRequest) -> HttpResponse:
    """Choose in which currency sums are made."""
    user = administrator_of(request, section=CURRENCIES)

    def save(form: CurrencyForm) -> str:
        money.set_company_currency(currency=form.cleaned_data["currency"], by=user, at=clock.now())
        words = {"code": form.cleaned_data["currency"]}
        return _("Sums are made in %(code)s now. Amounts in other currencies wait for their rates.") % words

    form = CurrencyForm(request.POST or None, language=user.language, initial={"currency": company_currency()})
    return show_form(request, form, _page(_("The company's currency"), _("Choose it")), save)


@staff_page
@require_http_methods(["GET", "POST"])
def new_rate(request: HttpRequest) -> HttpResponse:
    """Give a rate, or correct one: the later one of a day counts."""
    user, now = administrator_of(request, section=CURRENCIES), clock.now()

    def save(form: RateForm) -> str:
        rate = money.set_rate(**form.cleaned_data, by=user, at=now)
        words = {"currency": rate.currency, "rate": f"{rate.per_unit.normalize():f}", "base": rate.base}
        return _("1 %(currency)s counts as %(rate)s %(base)s from that day on.") % words

    today = now.astimezone(ZoneInfo(user.zone)).date()
    form = RateForm(request.POST or None, language=user.language, base=company_currency(), today=today)
    return show_form(request, form, _page(_("A rate"), _("Give the rate")), save)


@staff_page
@require_http_methods(["GET", "POST"])
def rates_file(request: HttpRequest) -> HttpResponse:
    """Give many rates as a file."""
    user = administrator_of(request, section=CURRENCIES)

    def save(form: RatesFileForm) -> str:
        rates = read_rates(form.cleaned_data["file"])
        money.set_rates(rates=rates, source=form.cleaned_data["source"], by=user, at=clock.now())
        return ngettext("%(count)s rate was given.", "%(count)s rates were given.", len(rates)) % {"count": len(rates)}

    form = RatesFileForm(request.POST or None, request.FILES or None)
    return show_form(request, form, _page(_("A file of rates"), _("Give these rates")), save)


def _page(title: str, button: str) -> FormPage:
    return FormPage(section=CURRENCIES, title=title, then=reverse("settings-currencies"), button=button)
