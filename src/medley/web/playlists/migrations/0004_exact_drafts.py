"""Compare a draft's token exactly on MariaDB and MySQL, as `0002_exact_keys` does for shares."""

from django.db import migrations


def compare_exactly(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    schema_editor.execute(
        "ALTER TABLE `playlists_draft` MODIFY `token` varchar(32) "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
    )


class Migration(migrations.Migration):
    # MariaDB commits at every ALTER TABLE; Django refuses one inside a transaction.
    atomic = False
    dependencies = [("playlists", "0003_drafts")]
    operations = [migrations.RunPython(compare_exactly, migrations.RunPython.noop)]
