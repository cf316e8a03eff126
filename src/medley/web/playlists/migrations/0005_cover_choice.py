from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("playlists", "0004_exact_drafts")]

    operations = [
        migrations.AddField(
            "draft", "cover", models.JSONField(blank=True, default=dict), preserve_default=True
        ),
        migrations.AddField(
            "playlist", "cover", models.JSONField(blank=True, default=dict), preserve_default=True
        ),
    ]
