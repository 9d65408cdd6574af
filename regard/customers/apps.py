from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "regard.customers"
    label = "customers"

    def ready(self) -> None:
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first

        event_sentences.add("account.added", _("An account was added"))
        event_sentences.add("contact.added", _("A person was added"))
        event_sentences.add("contact_method.bounced", _("Mail to this address comes back"))
