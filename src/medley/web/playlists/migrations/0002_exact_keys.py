"""Compare keys, tags and tokens exactly on MariaDB and MySQL, as the other databases do.

See the like migration of `medley.web.feed`.
"""

from django.db import migrations

COLUMNS = (
    ("playlists_track", "key", "varchar(191)", "NOT NULL"),
    ("playlists_playlist", "key", "varchar(191)", "NOT NULL"),
    ("playlists_playlist", "share_token", "varchar(64)", "NULL"),
    ("playlists_playlisttag", "tag", "varchar(80)", "NOT NULL"),
)


def compare_exactly(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    for table, column, kind, null in COLUMNS:
        schema_editor.execute(
            f"ALTER TABLE `{table}` MODIFY `{column}` {kind} "
            f"CHARACTER SET utf8mb4 COLLATE utf8mb4_bin {null}"
        )


class Migration(migrations.Migration):
    # MariaDB commits at every ALTER TABLE; Django refuses one inside a transaction.
    atomic = False
    dependencies = [("playlists", "0001_initial")]
    operations = [migrations.RunPython(compare_exactly, migrations.RunPython.noop)]
