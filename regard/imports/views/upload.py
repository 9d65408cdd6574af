"""The first step: a file is chosen."""

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from regard.customers.rules.incoming import Doubles
from regard.imports import operations
from regard.imports.models import ImportRun
from regard.imports.queries.pages import earlier_rows
from regard.imports.rules.layout import layout_of
from regard.imports.views.parts import importer_of
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.kit.tables import NoTableError
from regard.mail.models import Mailbox
from regard.mail.operations.store import StoreError

#: What a browser may send at once. A file of any size is brought in by the command.
LARGEST_UPLOAD = 200_000_000


@csrf_exempt
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; earlier imports below. A file that is too large is refused before it is read."""
    if request.method == "POST" and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_UPLOAD:
        return _too_large(request)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]  # so that a file lies on the disk, never in memory
    return _imports(request)


@csrf_protect
@staff_page
def _imports(request: HttpRequest) -> HttpResponseBase:
    user = importer_of(request)
    file = request.FILES.get("file")
    if request.method == "GET":
        return _show(request)
    if not isinstance(file, TemporaryUploadedFile):
        return _show(request, error=_("Choose a file first."), status=422)
    mailbox = Mailbox.objects.filter(id=request.POST["mailbox"]).first() if request.POST.get("mailbox") else None
    mailbox = mailbox or (Mailbox.objects.first() if Mailbox.objects.count() == 1 else None)
    path, now = Path(file.temporary_file_path()), clock.now()
    try:
        run = operations.start(path=path, filename=file.name or "", by=user, at=now, mailbox=mailbox)
        if layout_of(run.layout).kind == "mbox" and mailbox is None:
            operations.cancel(run=run, by=user, at=now)
            return _show(
                request,
                error=_("This file holds letters. Choose whose history they are, and give it again."),
                status=422,
            )
        if layout_of(run.layout).kind == "mbox":
            operations.map_columns(run=run, mapping={}, doubles=Doubles.FILL, by=user, at=now)
    except (NoTableError, StoreError) as error:
        return _show(request, error=str(error), status=422)
    return redirect("import", run.id)


@staff_page
def _too_large(request: HttpRequest) -> HttpResponseBase:
    importer_of(request)
    said = _(
        "This file is larger than %(most)s MB, which is the most a browser may send. On the server, `regard import FILE` brings in a file of any size. Nothing was imported."
    )
    return _show(request, error=said % {"most": LARGEST_UPLOAD // 1_000_000}, status=413)


def _show(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponseBase:
    context = {
        "error": error, "rows": earlier_rows(), "largest": LARGEST_UPLOAD // 1_000_000,
        "mailboxes": list(Mailbox.objects.filter(is_active=True).order_by("address").values_list("id", "address")),
        "waiting": ImportRun.State.MAPPING,
    }  # fmt: skip
    return render(request, "imports/list.html", context, status=status)
