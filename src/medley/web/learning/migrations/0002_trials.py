from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]

    operations = [
        migrations.AddField("shadowtrial", "shown", models.BooleanField(default=False)),
        migrations.AddField("shadowanswer", "about", models.CharField(max_length=80, null=True)),
        migrations.AddConstraint(
            "shadowanswer",
            models.UniqueConstraint(fields=["trial", "about"], name="shadow_answer_once"),
        ),
    ]
