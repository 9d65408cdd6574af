"""Settings > Snippets, Receipts and Tags."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.texts import MergeForm, ReceiptForm, SnippetForm, TagForm
from regard.administration.queries import texts
from regard.administration.queries.parts import Action, language_name
from regard.administration.views.frame import administrator_of, show
from regard.administration.views.parts import INVALID, REFUSALS, FormPage, press, show_form, show_list
from regard.conversations.models import Snippet, Tag
from regard.conversations.operations import receipt_texts, snippets, tags
from regard.conversations.queries.snippets import may_change
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.mail.models import Mailbox
from regard.staff.models import User
from regard.staff.queries import require
from regard.staff.rules import Right

SNIPPETS, RECEIPTS, TAGS = "snippets", "receipts", "tags"


@staff_page
@require_GET
def snippet_list(request: HttpRequest) -> HttpResponse:
    """Texts that are written often, those used most first."""
    user = administrator_of(request, section=SNIPPETS)
    return show_list(request, [texts.snippet_table(reader=user, now=clock.now())], section=SNIPPETS)


@staff_page
@require_http_methods(["GET", "POST"])
def snippet(request: HttpRequest, snippet_id: UUID | None = None) -> HttpResponse:
    """Add a snippet, or change it. The button “Preview” saves nothing."""
    user = administrator_of(request, section=SNIPPETS)
    row = get_object_or_404(Snippet, id=snippet_id, retired_at=None) if snippet_id else None
    if row and not may_change(user, row):
        require(user, Right.SET_UP)
    form = SnippetForm(request.POST or None, snippet=row)
    shown = (form["text"].value() or "").replace("\r\n", "\n")
    page = FormPage(
        section=SNIPPETS, title=row.name if row else _("A new snippet"), then=reverse("settings-snippets"),
        button=_("Save") if row else _("Add it"), template="snippet.html",
        retire=Action(label=_("Offer it no more"), url=reverse("settings-snippet-retire", args=[row.id])) if row else None,
        around={"names": texts.snippet_names(), "preview": texts.snippet_preview(shown, reader=user) if shown else ""},
    )  # fmt: skip

    def save(form: SnippetForm) -> str:
        if row:
            snippets.change_snippet(snippet=row, content=form.content(), by=user, at=clock.now())
        else:
            snippets.add_snippet(content=form.content(), by=user, at=clock.now())
        return _("Saved. Whoever inserts it next gets this text.")

    if "preview" in request.POST:
        return show(request, page.template, {"form": form, "page": page, **page.around}, section=SNIPPETS)
    return show_form(request, form, page, save)


@staff_page
@require_POST
def retire_snippet(request: HttpRequest, snippet_id: UUID) -> HttpResponse:
    """Offer a snippet to nobody any more."""
    user = administrator_of(request, section=SNIPPETS)
    row = get_object_or_404(Snippet, id=snippet_id, retired_at=None)

    def act() -> str:
        snippets.retire_snippet(snippet=row, by=user, at=clock.now())
        return _("“%(name)s” is offered to nobody any more.") % {"name": row.name}

    return press(request, act, then=reverse("settings-snippets"))


@staff_page
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """Which receipt goes from which mailbox, in which language."""
    administrator_of(request, section=RECEIPTS)
    return show(request, "list.html", {"tables": [texts.receipt_table()]}, section=RECEIPTS)


@staff_page
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, mailbox: str, language: str) -> HttpResponse:
    """Write what receipts say; shows them as a customer would get them. The button “Preview” saves nothing."""
    user, box, name = administrator_of(request, section=RECEIPTS), _mailbox_or_404(mailbox), _language_or_404(language)
    in_force, is_own = texts.receipt_in_force(box, language)
    form = ReceiptForm(request.POST or None, initial={"text": in_force})
    title = _("Receipts in %(language)s") % {"language": name}
    page = FormPage(
        section=RECEIPTS, title=f"{title}: {box.address if box else _('all mailboxes')}",
        then=reverse("settings-receipts"), button=_("Save"), template="receipt.html",
        retire=Action(label=_("Back to the text for all mailboxes") if box else _("Back to the built-in text"),
                      url=reverse("settings-receipt-reset", args=[mailbox, language])) if is_own else None,
        around=_previews((form["text"].value() or in_force).replace("\r\n", "\n"), box, language, user),
    )  # fmt: skip

    def save(form: ReceiptForm) -> str:
        receipt_texts.set_receipt_text(text=form.cleaned_data["text"], language=language, mailbox=box, by=user, at=clock.now())  # fmt: skip
        return _("Saved. The next receipt says this.")

    if "preview" in request.POST:
        _check(form)
        status = INVALID if form.errors else 200
        return show(
            request, page.template, {"form": form, "page": page, **page.around}, section=RECEIPTS, status=status
        )
    return show_form(request, form, page, save)


@staff_page
@require_POST
def reset_receipt(request: HttpRequest, mailbox: str, language: str) -> HttpResponse:
    """Go back to the text for all, or to the built-in one."""
    user, box, _name = administrator_of(request, section=RECEIPTS), _mailbox_or_404(mailbox), _language_or_404(language)

    def act() -> str:
        receipt_texts.reset_receipt_text(language=language, mailbox=box, by=user, at=clock.now())
        return _("The next receipt says what all mailboxes say.") if box else _("The next receipt says the built-in text.")  # fmt: skip

    return press(request, act, then=reverse("settings-receipts"))


@staff_page
@require_GET
def tag_list(request: HttpRequest) -> HttpResponse:
    """The words that sort conversations."""
    administrator_of(request, section=TAGS)
    return show_list(request, texts.tag_tables(), section=TAGS)


@staff_page
@require_http_methods(["GET", "POST"])
def new_tag(request: HttpRequest) -> HttpResponse:
    """Add a tag."""
    user = administrator_of(request, section=TAGS)
    page = FormPage(section=TAGS, title=_("A new tag"), then=reverse("settings-tags"), button=_("Add it"))

    def save(form: TagForm) -> str:
        tags.add_tag(name=form.cleaned_data["name"], by=user, at=clock.now())
        return _("The tag can be put on conversations now.")

    return show_form(request, TagForm(request.POST or None), page, save)


@staff_page
@require_http_methods(["GET", "POST"])
def tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Rename a tag; merge it into another; retire it."""
    user, row = administrator_of(request, section=TAGS), get_object_or_404(Tag, id=tag_id)
    merge = MergeForm(tag=row)
    page = FormPage(
        section=TAGS, title=row.name, then=reverse("settings-tags"), button=_("Rename it"), template="tag.html",
        retire=None if row.retired_at else Action(label=_("Offer it no more"), url=reverse("settings-tag-retire", args=[row.id])),
        around={"merge": merge, "merge_url": reverse("settings-tag-merge", args=[row.id]), "used": row.taggings.count()},
    )  # fmt: skip

    def save(form: TagForm) -> str:
        tags.rename_tag(tag=row, name=form.cleaned_data["name"], by=user, at=clock.now())
        return _("The tag is called “%(name)s” now, on every conversation.") % {"name": form.cleaned_data["name"]}

    return show_form(request, TagForm(request.POST or None, initial={"name": row.name}), page, save)


@staff_page
@require_POST
def merge_tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Make one tag of two."""
    user, row = administrator_of(request, section=TAGS), get_object_or_404(Tag, id=tag_id)
    form = MergeForm(request.POST, tag=row)

    def act() -> str:
        into = form.cleaned_data["into"] if form.is_valid() else row
        tags.merge_tags(tag=row, into=into, by=user, at=clock.now())
        return _("What was “%(name)s” is “%(into)s” now.") % {"name": row.name, "into": into.name}

    return press(request, act, then=reverse("settings-tags"))


@staff_page
@require_POST
def retire_tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Offer a tag to nobody any more."""
    user, row = administrator_of(request, section=TAGS), get_object_or_404(Tag, id=tag_id)

    def act() -> str:
        tags.retire_tag(tag=row, by=user, at=clock.now())
        return _("“%(name)s” is offered to nobody any more; conversations keep it.") % {"name": row.name}

    return press(request, act, then=reverse("settings-tags"))


def _mailbox_or_404(name: str) -> Mailbox | None:
    if name == "all":
        return None
    try:
        return get_object_or_404(Mailbox, id=UUID(name))
    except ValueError:
        raise Http404 from None


def _language_or_404(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return language_name(code)


def _previews(text: str, box: Mailbox | None, language: str, user: User) -> dict[str, object]:
    with_person, without = texts.receipt_previews(text, box=box, language=language, person=user, now=clock.now())
    return {"names": texts.receipt_names(), "with_person": with_person, "without": without}


def _check(form: ReceiptForm) -> None:
    """Whether what is previewed could be saved."""
    if form.is_valid():
        try:
            receipt_texts.check_receipt_text(form.cleaned_data["text"])
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
