"""Compare tokens of films exactly on MariaDB and MySQL, as the other databases do."""

from django.db import migrations


def compare_exactly(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    schema_editor.execute(
        "ALTER TABLE `labels_filmupload` MODIFY `token` varchar(32) "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
    )


class Migration(migrations.Migration):
    # MariaDB commits at every ALTER TABLE; Django refuses one inside a transaction.
    atomic = False
    dependencies = [("labels", "0008_film_uploads")]
    operations = [migrations.RunPython(compare_exactly, migrations.RunPython.noop)]
