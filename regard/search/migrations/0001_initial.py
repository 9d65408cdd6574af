from django.db import migrations, models

#: Words come folded and cut, separated by spaces; `ascii` is the tokenizer that leaves every letter beyond ASCII alone.
SQLITE = (
    """CREATE VIRTUAL TABLE search_text USING fts5(kind, title, people, text, tokenize = 'ascii', prefix = '2 3')""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        DELETE FROM search_text WHERE rowid = old.number;
    END""",
)
POSTGRESQL = (
    "ALTER TABLE search_entry ADD COLUMN vector tsvector",
    "CREATE INDEX search_vector ON search_entry USING gin (vector)",
    # A function with settings of its own is planned by itself, and so its plan is the index whatever surrounds it.
    """CREATE FUNCTION search_matching(query tsquery)
        RETURNS TABLE (number bigint, kind varchar, record_id uuid, at timestamptz)
        LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off SET jit = off
        AS $$ SELECT number, kind, record_id, at FROM search_entry WHERE vector @@ query $$""",
)


def make_full_text(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_matching(tsquery)")
    else:
        schema_editor.execute("DROP TRIGGER search_entry_removed")
        schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('record_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'record_id'), name='entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('size', models.PositiveSmallIntegerField()),
                ('head', models.CharField(max_length=12)),
                ('tail', models.CharField(max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['head', 'size'], name='word_head'), models.Index(fields=['tail', 'size'], name='word_tail')],
            },
        ),
        migrations.RunPython(make_full_text, drop_full_text),
    ]
