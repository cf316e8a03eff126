"""Create the thirteen built-in club categories."""

from django.db import migrations

from medley.data.categories import CLUB_CATEGORIES


def create(apps, schema_editor):
    category = apps.get_model("catalog", "Category")
    for position, row in enumerate(CLUB_CATEGORIES):
        category.objects.get_or_create(
            slug=row.slug,
            defaults={
                "name_ko": row.name_ko,
                "name_en": row.name_en,
                "family": row.family,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
