from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DataQualityConfig(AppConfig):
    name = "regard.data_quality"
    label = "data_quality"

    def ready(self) -> None:
        from regard.data_quality import jobs  # noqa: PLC0415  the registry of apps must be ready first
        from regard.data_quality.personal.operations import JoinsHolder  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.keys import register  # noqa: PLC0415
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415

        hold("data_quality", _("Joined records"), JoinsHolder())

        event_sentences.add("contact.joined", _("Two entries of a person became one"))
        event_sentences.add("contact.taken_apart", _("Two people that were joined were taken apart"))
        event_sentences.add("contact.distinct", _("Two people who look alike are not the same"))
        event_sentences.add("contact.asked_again", _("Whether two people are the same is open again"))
        event_sentences.add("account.asked_again", _("Whether two accounts are the same is open again"))
        event_sentences.add("contact.confirmed", _("What we know of the person is still right"))
        event_sentences.add("account.confirmed", _("What we know of the account is still right"))
        event_sentences.add("address.post_returned", _("Post to the address came back"))
        event_sentences.add("field.cared_for", _("Somebody else looks after a field"))
        event_sentences.add("quality.cost_set", _("What a case of wrong data costs was set"))
        event_sentences.add("account.joined", _("Two entries of an account became one"))
        event_sentences.add("account.taken_apart", _("Two accounts that were joined were taken apart"))
        event_sentences.add("account.distinct", _("Two accounts that look alike are not the same"))
        register("later", "l", _("Later, at the end of the line"))
        register("not the same", "d", _("Not the same"))
        for event in jobs.SCANNED_AFTER:
            subscribe(event=event, job="data_quality.scan_record")
