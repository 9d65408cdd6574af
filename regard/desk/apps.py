from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "regard.desk"
    label = "desk"

    def ready(self) -> None:
        from regard.desk.queries import gets, measured  # noqa: PLC0415  the registry of apps must be ready first
        from regard.effort.rules import register as measure  # noqa: PLC0415
        from regard.effort.rules import register_get  # noqa: PLC0415
        from regard.kit.keys import register  # noqa: PLC0415

        for form in measured.FORMS:
            measure(form)
        for get in gets.GETS:
            register_get(get)

        register("new message", "c", _("New message"))
        register("answer", "r", _("Answer"))
        register("note", "n", _("Note for us"))
        register("call", "v", _("Note a call"))
        register("snippet", "s", _("Snippets"))
        register("take", "m", _("Take it"))
        register("hand over", "a", _("Hand over"))
        register("close", "e", _("Close it"))
        register("remind", "h", _("Bring it back later"))
        register("tag", "t", _("Tags"))
        register("choose", "x", _("Choose a row, for many at once"))
        register("next", "]", _("Next in line"))
        register("previous", "[", _("The one before"))
        register("filter", "f", _("Filter the list"))
        register("edit", "i", _("Edit what stands there"))
        register("add", "p", _("Add a company or a person"))
