"""What our receipts say, where somebody wrote a text of our own."""

from django.db import models
from django.db.models import Q

from regard.kit.fields import Id
from regard.mail.models import Mailbox
from regard.staff.models import User


class ReceiptText(models.Model):
    """The receipt's text in one language: of one mailbox, or without one of all that have none of their own.

    It holds the placeholders of `rules.receipts`. Where there is no row, the built-in text goes.
    """

    id = Id()
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.CASCADE, related_name="receipt_texts")
    language = models.CharField(max_length=8)
    text = models.TextField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "language"], name="receipt_text_once_a_mailbox"),
            models.UniqueConstraint(
                fields=["language"], condition=Q(mailbox__isnull=True), name="receipt_text_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"receipt in {self.language} of {self.mailbox or 'all mailboxes'}"
