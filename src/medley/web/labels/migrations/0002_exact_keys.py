"""Compare hashes exactly on MariaDB and MySQL, as the other databases do.

See the like migration of `medley.web.feed`.
"""

from django.db import migrations

COLUMNS = (
    ("labels_songfile", "path_hash", "varchar(22)"),
    ("labels_songfile", "payload", "varchar(40)"),
)


def compare_exactly(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    for table, column, kind in COLUMNS:
        schema_editor.execute(
            f"ALTER TABLE `{table}` MODIFY `{column}` {kind} "
            "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
        )


class Migration(migrations.Migration):
    # MariaDB commits at every ALTER TABLE; Django refuses one inside a transaction.
    atomic = False
    dependencies = [("labels", "0001_initial")]
    operations = [migrations.RunPython(compare_exactly, migrations.RunPython.noop)]
