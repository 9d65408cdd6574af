"""The forms that are measured, and what each of their fields is for. Filled in `apps.py` while the program starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from regard.kit.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A field of a form. `use` names the page, decision or letter that reads it; a needed field must have one.

    `is_gift`: a value that stands there on arrival was taken from what we know, and spares typing it. A mere default, or the
    present value of what is edited, spares nothing.
    """

    label: str | Promise
    use: str | Promise = ""
    is_needed: bool = False
    is_gift: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form. `more` gives the fields that only the running company knows, its own ones for example.

    `edits`: it shows what is known already, so what is left empty in it was not asked for.
    """

    name: str
    label: str | Promise
    fields: Mapping[str, Asked] = field(default_factory=dict)
    more: Callable[[], Mapping[str, Asked]] | None = None
    edits: bool = False

    def asked(self) -> dict[str, Asked]:
        """All its fields by name, in their order."""
        return {**self.fields, **(self.more() if self.more else {})}


forms: Registry[Form] = Registry("form that is measured")


def register(form: Form) -> None:
    """Have a form measured. A needed field that does not say what it is for raises ValueError."""
    for name, asked in form.fields.items():
        if asked.is_needed and not asked.use:
            message = f"{form.name}: the needed field {name!r} must name what it is used for"
            raise ValueError(message)
    forms.add(form.name, form)
