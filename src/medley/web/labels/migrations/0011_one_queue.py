"""Runs through the catalogue that wait become jobs of the site's queue."""

from __future__ import annotations

from typing import Any

from django.db import migrations

KIND, WHY = "label", "genres for what has none"


def move(apps: Any, _schema: Any) -> None:
    """Let what waited, or ran in a process of the version before, go on where it was."""
    Job = apps.get_model("jobs", "Job")
    rows = apps.get_model("labels", "ProposalRun").objects.filter(
        state__in=("waiting", "running"), wants_end=False
    )
    for row in rows.order_by("pk"):
        done = {
            "done": row.done,
            "skipped": row.skipped,
            "total": row.total,
            "last_pk": row.last_pk,
            "asking_s": row.spent_ms / 1000,
        }
        Job.objects.get_or_create(
            open_key=f"{KIND}:{row.kind}",
            defaults={
                "kind": KIND,
                "subject": row.kind,
                "why": WHY,
                "result": done,
                "created_ms": row.created_ms,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("labels", "0010_review"), ("jobs", "0001_initial")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="ProposalRun"),
    ]
