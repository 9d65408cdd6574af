from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "regard.channels"
    label = "channels"

    def ready(self) -> None:
        from regard.channels import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
        from regard.channels.personal.operations import ChannelsHolder  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415

        hold("channels", _("Contact forms"), ChannelsHolder())

        event_sentences.add("channel.opened", _("A way in was opened"))
        event_sentences.add("channel.changed", _("A way in was changed"))
        event_sentences.add("channel.acknowledges", _("Receipts were switched on"))
        event_sentences.add("channel.stopped_acknowledging", _("Receipts were switched off"))
        event_sentences.add("channel.deaf", _("A test letter did not come back"))
        event_sentences.add("channel.hears_again", _("A test letter came back again"))
        subscribe(event="letter.accepted", job="channels.process_letter")
        subscribe(event="letter.found", job="channels.process_found")
