from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "regard.customers"
    label = "customers"

    def ready(self) -> None:
        from regard.customers import queries  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415
        from regard.search.rules import Kind, register  # noqa: PLC0415

        event_sentences.add("account.added", _("An account was added"))
        event_sentences.add("contact.added", _("A person was added"))
        event_sentences.add("contact.withdrawn", _("A person was taken out who was added by mistake"))
        event_sentences.add("contact_method.proven", _("The address proved to be theirs"))
        event_sentences.add("contact_method.bounced", _("Mail to this address comes back"))
        register(
            Kind(
                name="contact",
                load=queries.contact_documents,
                ids=queries.every_contact_id,
                events=("contact.added", "contact.withdrawn", "contact.joined", "contact.taken_apart"),
            )
        )
        register(
            Kind(
                name="account",
                load=queries.account_documents,
                ids=queries.every_account_id,
                events=("account.added", "account.joined", "account.taken_apart"),
            )
        )
