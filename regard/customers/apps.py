from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "regard.customers"
    label = "customers"

    def ready(self) -> None:
        from regard.customers import queries  # noqa: PLC0415  the registry of apps must be ready first
        from regard.customers.personal.operations import CustomersHolder  # noqa: PLC0415
        from regard.customers.queries import timeline  # noqa: PLC0415
        from regard.events.queries.timeline import Chip, Shown, chips, shown  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415
        from regard.search.rules import Kind, register  # noqa: PLC0415

        hold("customers", _("Accounts and people"), CustomersHolder())

        event_sentences.add("account.added", _("An account was added"))
        event_sentences.add("contact.added", _("A person was added"))
        event_sentences.add("contact.withdrawn", _("A person was taken out who was added by mistake"))
        event_sentences.add("contact_method.proven", _("The address proved to be theirs"))
        event_sentences.add("contact_method.bounced", _("Mail to this address comes back"))
        for kind, sentence in _SENTENCES.items():
            event_sentences.add(kind, sentence)
        chips.add("changes", Chip(label=_("Changes"), icon="people", place=9))
        chips.add("files", Chip(label=_("Files"), icon="clip", place=8))
        shown.add("customer_note.added", Shown(chip="notes", icon="note", tell=timeline.tell_notes))
        shown.add("customer_file.added", Shown(chip="files", icon="clip", tell=timeline.tell_files))
        shown.add("customer_file.removed", Shown(chip="files", icon="clip", tell=timeline.tell_files))
        shown.add("account.handed_over", Shown(chip="changes", icon="hand-over", tell=timeline.tell_hand_overs))
        for kind in ("account.changed", "contact.changed"):
            shown.add(kind, Shown(chip="changes", icon="people", tell=timeline.tell_changes))
        for kind in timeline.THE_REST:
            shown.add(kind, Shown(chip="changes", icon="people", tell=timeline.tell_the_rest))
        about_people = ("changed", "joined", "taken_apart")
        shared = ("customer.tagged", "customer.untagged", "customer_note.added")
        ways = ("contact_method.added", "contact_method.removed")
        register(
            Kind(
                name="contact",
                load=queries.contact_documents,
                ids=queries.every_contact_id,
                events=(
                    "contact.added",
                    "contact.withdrawn",
                    *(f"contact.{verb}" for verb in about_people),
                    *ways,
                    *shared,
                ),
            )
        )
        register(
            Kind(
                name="account",
                load=queries.account_documents,
                ids=queries.every_account_id,
                events=(
                    "account.added", *(f"account.{verb}" for verb in about_people), *shared,
                    "identifier.added", "identifier.removed",
                ),
            )
        )  # fmt: skip


_SENTENCES = {
    "account.changed": _("What we know of the account was changed"),
    "account.handed_over": _("Somebody else looks after the account"),
    "account.joined_by_colleague": _("A colleague works on the account"),
    "account.left_by_colleague": _("A colleague works on the account no longer"),
    "account.followed": _("A colleague follows the account"),
    "account.unfollowed": _("A colleague follows the account no longer"),
    "contact.changed": _("What we know of the person was changed"),
    "account.imported": _("The account came in with a file"),
    "account.filled": _("A file filled in what we know of the account"),
    "account.unfilled": _("What a file had filled in was taken back"),
    "account.taken_back": _("The account went again with its import"),
    "contact.unfilled": _("What a file had filled in was taken back"),
    "contact.taken_back": _("The person went again with its import"),
    "contact.imported": _("The person came in with a file"),
    "contact.filled": _("A file filled in what we know of the person"),
    "contact_method.added": _("Another way to reach them was noted"),
    "contact_method.removed": _("A way to reach them was taken out"),
    "contact_method.preferred": _("A way to reach them is preferred"),
    "customer.tagged": _("A tag was put on"),
    "customer.untagged": _("A tag was taken off"),
    "customer.mentioned": _("A colleague was called"),
    "customer_note.added": _("A note was written"),
    "customer_file.added": _("A file was added"),
    "customer_file.removed": _("A file was taken away"),
    "identifier.added": _("A number of theirs was noted"),
    "identifier.removed": _("A number of theirs was taken out"),
    "address.added": _("A further address was noted"),
    "address.removed": _("A further address was taken out"),
    "position.added": _("They also work somewhere else"),
    "position.removed": _("They do not work there any more"),
    "customers.edited": _("Many records were changed at once"),
    "customers.edit_undone": _("A change of many records was undone"),
    "list.saved": _("A list was saved"),
    "list.deleted": _("A saved list was deleted"),
}
