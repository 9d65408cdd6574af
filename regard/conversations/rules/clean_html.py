"""Making a stranger's HTML fit to show: no script, no form, nothing fetched until the reader asks."""

import nh3

_TAGS = nh3.ALLOWED_TAGS | {"font", "center"}
_TAGS -= {"style", "form", "input", "svg", "math", "map", "area"}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
for _tag in ("table", "td", "th", "tr"):
    _ATTRIBUTES.setdefault(_tag, set()).update(
        {"align", "valign", "width", "height", "bgcolor", "border", "cellpadding", "cellspacing"}
    )
_ATTRIBUTES["font"] = {"color", "size", "face"}
_ATTRIBUTES["img"] = {"src", "alt", "width", "height"}
_ATTRIBUTES.setdefault("*", set()).update({"dir", "lang", "title"})


def clean(html: str, *, inline_files: dict[str, str], show_remote: bool) -> tuple[str, int]:
    """The HTML without anything active, and how many remote pictures were held back.

    `inline_files` maps Content-IDs to URLs of files we serve. Remote pictures stay out unless `show_remote`: fetching one
    tells its sender that, when and where the mail was read.
    """
    held_back = 0

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal held_back
        if tag != "img" or name != "src":
            return value
        scheme, _, rest = value.partition(":")
        if scheme.lower() == "cid":
            return inline_files.get(rest.strip("<>"))
        if scheme.lower() == "data" and rest.lower().startswith("image/") and not rest.lower().startswith("image/svg"):
            return value
        if scheme.lower() in {"http", "https"} and show_remote:
            return value
        held_back += scheme.lower() in {"http", "https"} or value.startswith("//")
        return None

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={
            "script",
            "style",
            "title",
            "svg",
            "math",
            "template",
            "noscript",
            "iframe",
            "object",
            "textarea",
        },
    )
    return cleaned, held_back
