"""Addresses of the staff pages."""

from django.urls import path

from regard.desk.views import (
    bulk,
    conversation,
    demo_mail,
    effort,
    files,
    inbox,
    letters,
    new_message,
    palette,
    saved,
    search,
    shell,
    sorting,
    today,
    writing,
)
from regard.desk.views.customers import actions, adding, changing, lists, page
from regard.desk.views.sales import acts, board, opportunity, proving

#: The words of addresses for the kinds of customers.
_CUSTOMERS = (("companies", "account"), ("people", "contact"))

urlpatterns = [
    path("", shell.start, name="start"),
    path("theme/", shell.theme, name="theme"),
    path("healthz", shell.healthz, name="healthz"),
    path("readyz", shell.readyz, name="readyz"),
    path("today/", today.today, name="today"),
    path("today/effort/", effort.effort, name="effort"),
    path("today/live/", today.live, name="today-live"),
    path("today/promises/<uuid:promise_id>/kept/", today.keep_promise, name="promise-kept"),
    path("today/proposals/<uuid:proposal_id>/yes/", today.decide, {"is_promise": True}, name="proposal-yes"),
    path("today/proposals/<uuid:proposal_id>/no/", today.decide, {"is_promise": False}, name="proposal-no"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/live/", inbox.live, name="inbox-live"),
    path("inbox/new/", new_message.new_message, name="conversation-new"),
    path("inbox/new/draft/", new_message.draft, name="letter-draft"),
    path("inbox/new/draft/away/", new_message.discard, name="letter-discard"),
    path("inbox/new/people/", new_message.people, name="people-to-write-to"),
    path("inbox/<uuid:conversation_id>/", inbox.conversation, name="conversation"),
    path("inbox/<uuid:conversation_id>/live/", conversation.live, name="conversation-live"),
    path("inbox/<uuid:conversation_id>/answer/", conversation.answer, name="conversation-answer"),
    path("inbox/<uuid:conversation_id>/draft/", writing.draft, name="conversation-draft"),
    path("inbox/<uuid:conversation_id>/draft/away/", writing.discard, name="conversation-discard"),
    path("inbox/<uuid:conversation_id>/draft/<uuid:draft_id>/adopt/", writing.adopt, name="draft-adopt"),
    path("inbox/<uuid:conversation_id>/plan/", writing.plan, name="conversation-plan"),
    path("inbox/<uuid:conversation_id>/plan/back/", writing.unplan, name="conversation-unplan"),
    path("inbox/<uuid:conversation_id>/snippets/", writing.snippets, name="conversation-snippets"),
    path("inbox/<uuid:conversation_id>/answers/<uuid:message_id>/undo/", writing.undo, name="answer-undo"),
    path("inbox/people/", writing.people, name="people-to-call"),
    path("inbox/<uuid:conversation_id>/note/", conversation.note, name="conversation-note"),
    path("inbox/<uuid:conversation_id>/take/", conversation.take, name="conversation-take"),
    path("inbox/<uuid:conversation_id>/hand-over/", sorting.hand_over, name="conversation-hand-over"),
    path("inbox/<uuid:conversation_id>/close/", sorting.close, name="conversation-close"),
    path("inbox/<uuid:conversation_id>/remind/", sorting.remind, name="conversation-remind"),
    path("inbox/<uuid:conversation_id>/remind/done/", sorting.reminder_done, name="reminder-done"),
    path("inbox/<uuid:conversation_id>/tags/", sorting.tag, name="conversation-tag"),
    path("inbox/<uuid:conversation_id>/merge/", sorting.merge, name="conversation-merge"),
    path("inbox/<uuid:conversation_id>/split/", sorting.split, name="conversation-split"),
    path("inbox/merges/<uuid:merge_id>/apart/", sorting.take_apart, name="merge-take-apart"),
    path("inbox/many/", bulk.choose, name="bulk"),
    path("inbox/many/do/", bulk.run, name="bulk-run"),
    path("inbox/many/<uuid:run_id>/undo/", bulk.undo, name="bulk-undo"),
    path("inbox/views/", saved.save, name="view-save"),
    path("inbox/views/<uuid:view_id>/", saved.change, name="view-change"),
    path("inbox/views/<uuid:view_id>/delete/", saved.delete, name="view-delete"),
    path("inbox/<uuid:conversation_id>/reopen/", conversation.reopen, name="conversation-reopen"),
    path("inbox/<uuid:conversation_id>/needs-answer/", conversation.needs_answer, name="conversation-needs-answer"),
    path("inbox/messages/<uuid:message_id>/html/", files.message_html, name="message-html"),
    path("inbox/messages/<uuid:message_id>/original.eml", files.original, name="message-original"),
    path("inbox/files/<uuid:attachment_id>/", files.attachment, name="attachment"),
    path("search/", search.search, name="search"),
    path("palette/", palette.palette, name="palette"),
    path("letters/", letters.letters, name="letters"),
    path("received/", demo_mail.demo_mail, name="demo-mail"),
    path("received/live/", demo_mail.live, name="demo-mail-live"),
    path("received/<uuid:letter_id>.eml", demo_mail.original, name="demo-mail-original"),
]
urlpatterns += [
    path("customers/", lists.listing, {"kind": "account"}, name="customers"),
    path("customers/columns/", lists.columns, name="customer-columns"),
    path("customers/edits/", changing.edits, name="customer-edits"),
    path("customers/edits/<uuid:run_id>/undo/", changing.undo, name="customer-edit-undo"),
    path("customers/files/<uuid:file_id>/", actions.file, name="customer-file"),
]
for _word, _kind in _CUSTOMERS:
    _all, _one, _which = f"customers/{_word}/", f"customers/{_word}/<uuid:customer_id>/", {"kind": _kind}
    urlpatterns += [
        path(_all, lists.listing, _which, name=_word),
        path(f"{_all}new/", adding.new, _which, name=f"{_kind}-new"),
        path(f"{_all}alike/", adding.alike, _which, name=f"{_kind}-alike"),
        path(f"{_all}many/", changing.many, _which, name=f"{_kind}-many"),
        path(f"{_all}lists/", lists.save, _which, name=f"{_kind}-list-save"),
        path(f"{_all}lists/<uuid:list_id>/forget/", lists.forget, _which, name=f"{_kind}-list-forget"),
        path(f"{_all}export.<slug:word>", lists.export, _which, name=f"{_kind}-export"),
        path(_one, page.customer, _which, name=_kind),
        path(f"{_one}edit/", page.edit, _which, name=f"{_kind}-edit"),
        path(f"{_one}<slug:what>/", actions.act, _which, name=f"{_kind}-do"),
    ]
urlpatterns += [
    path("sales/", board.board, name="sales"),
    path("sales/list/", board.listing, name="opportunities"),
    path("sales/list/export.csv", board.export, name="opportunities-export"),
    path("sales/new/", opportunity.new, name="opportunity-new"),
    path("sales/record/", proving.choose, name="evidence-choose"),
    path("sales/<uuid:opportunity_id>/", opportunity.opportunity, name="opportunity"),
    path("sales/<uuid:opportunity_id>/record/", proving.record, name="evidence-new"),
    path("sales/<uuid:opportunity_id>/<slug:what>/", acts.act, name="opportunity-do"),
]
