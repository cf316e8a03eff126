from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_control"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="outside",
            field=models.FloatField(null=True),
        ),
    ]
