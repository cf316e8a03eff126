"""Pictures that wait for the diffusion model become jobs of the site's queue."""

from __future__ import annotations

from typing import Any

from django.db import migrations

KIND, WHY = "cover", "a picture for a cover"


def move(apps: Any, _schema: Any) -> None:
    """Let what waited, or ran in a process of the version before, wait once for each cover."""
    Job = apps.get_model("jobs", "Job")
    rows = apps.get_model("covers", "CoverJob").objects.filter(
        state__in=("waiting", "running"), wants_end=False
    )
    for row in rows.select_related("sketch").order_by("pk"):
        token = row.sketch.token
        Job.objects.get_or_create(
            open_key=f"{KIND}:{token}",
            defaults={
                "kind": KIND,
                "subject": token,
                "person_id": row.sketch.person_id,
                "why": WHY,
                "created_ms": row.created_ms,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("covers", "0001_initial"), ("jobs", "0001_initial")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="CoverJob"),
    ]
