"""Compare keys exactly on MariaDB and MySQL, as the other databases do.

Their default collations hold "a" and "A", and all emoji, for one and the same
letter: two people would become one.
"""

from django.db import migrations

KEYS = (
    ("catalog_item", "key", 191),
    ("catalog_creator", "key", 191),
    ("people_person", "key", 191),
    ("feed_event", "key", 64),
)


def compare_exactly(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    for table, column, length in KEYS:
        schema_editor.execute(
            f"ALTER TABLE `{table}` MODIFY `{column}` varchar({length}) "
            "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
        )


class Migration(migrations.Migration):
    # MariaDB commits at every ALTER TABLE; Django refuses one inside a transaction.
    atomic = False
    dependencies = [
        ("feed", "0002_initial"),
        ("catalog", "0002_club_categories"),
        ("people", "0001_initial"),
    ]
    operations = [migrations.RunPython(compare_exactly, migrations.RunPython.noop)]
