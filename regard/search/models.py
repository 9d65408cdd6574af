"""The index: which records it holds, and the words it knows. What stands in them is kept where each database searches."""

from django.db import models


class Entry(models.Model):
    """The place of one record in the index; made anew whenever the record is indexed.

    So `number` grows with what was touched last, and the newest matches are the first that are met. It is an integer,
    unlike the ids of all other tables, because SQLite's full-text tables know their rows by integers. Folded text and
    positions are in `search_text` on SQLite, a table of FTS5 that a trigger keeps in step, and in the column `vector` of
    this table on PostgreSQL (see the first migration). Django rebuilds tables on SQLite when a field changes: a migration
    that does so must make the trigger again.
    """

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class Word(models.Model):
    """A word that stands in some document, to be found by its halves (see `rules.spelling`)."""

    word = models.CharField(max_length=24, primary_key=True)
    size = models.PositiveSmallIntegerField()
    head = models.CharField(max_length=12)
    tail = models.CharField(max_length=12)

    class Meta:
        indexes = [
            models.Index(fields=["head", "size"], name="word_head"),
            models.Index(fields=["tail", "size"], name="word_tail"),
        ]

    def __str__(self) -> str:
        return self.word
