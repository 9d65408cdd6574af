"""Addresses of the staff pages."""

from django.urls import path

from regard.desk.views import conversation, demo_mail, files, inbox, letters, search, shell, today, writing

urlpatterns = [
    path("", shell.start, name="start"),
    path("theme/", shell.theme, name="theme"),
    path("healthz", shell.healthz, name="healthz"),
    path("readyz", shell.readyz, name="readyz"),
    path("today/", today.today, name="today"),
    path("today/live/", today.live, name="today-live"),
    path("today/promises/<uuid:promise_id>/kept/", today.keep_promise, name="promise-kept"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/live/", inbox.live, name="inbox-live"),
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
    path("inbox/<uuid:conversation_id>/hand-over/", conversation.hand_over, name="conversation-hand-over"),
    path("inbox/<uuid:conversation_id>/close/", conversation.close, name="conversation-close"),
    path("inbox/<uuid:conversation_id>/reopen/", conversation.reopen, name="conversation-reopen"),
    path("inbox/<uuid:conversation_id>/needs-answer/", conversation.needs_answer, name="conversation-needs-answer"),
    path("inbox/messages/<uuid:message_id>/html/", files.message_html, name="message-html"),
    path("inbox/messages/<uuid:message_id>/original.eml", files.original, name="message-original"),
    path("inbox/files/<uuid:attachment_id>/", files.attachment, name="attachment"),
    path("search/", search.search, name="search"),
    path("letters/", letters.letters, name="letters"),
    path("received/", demo_mail.demo_mail, name="demo-mail"),
    path("received/live/", demo_mail.live, name="demo-mail-live"),
    path("received/<uuid:letter_id>.eml", demo_mail.original, name="demo-mail-original"),
]
