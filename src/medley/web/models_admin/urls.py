"""Addresses of the pages of models and jobs."""

from __future__ import annotations

from django.urls import path

from medley.web.models_admin import (
    action_views,
    compare_views,
    csv_views,
    job_views,
    live_views,
    trial_views,
    views,
)

app_name = "models_admin"
urlpatterns = [
    path("operators/models", views.overview, name="overview"),
    path("operators/models.csv", csv_views.overview, name="overview-numbers"),
    path("operators/models/<slug:name>", views.versions, name="versions"),
    path("operators/models/<slug:name>/live", live_views.live, name="live"),
    path("operators/models/<slug:name>/trial", trial_views.start, name="trial"),
    path("operators/models/<slug:name>/trial/end", trial_views.end, name="end-trial"),
    path("operators/models/<slug:name>/compare", compare_views.compare, name="compare"),
    path("operators/models/<slug:name>/changed", compare_views.changed, name="changed"),
    path("operators/models/<slug:name>/numbers.csv", csv_views.numbers, name="numbers"),
    path("operators/models/<slug:name>/train", action_views.retrain, name="train"),
    path("operators/models/<slug:name>/rollback", action_views.rollback, name="rollback"),
    path("operators/models/<slug:name>/promote", action_views.promote, name="promote"),
    path("operators/models/<slug:name>/pin", action_views.pin, name="pin"),
    path("operators/models/<slug:name>/unpin", action_views.unpin, name="unpin"),
    path("operators/models/<slug:name>/delete", action_views.delete, name="delete"),
    path("operators/models/<slug:name>/restore", action_views.restore, name="restore"),
    path("operators/models/<slug:name>/version/<str:version>", views.version, name="version"),
    path("operators/jobs", job_views.jobs, name="jobs"),
    path("operators/jobs/open", job_views.open_part, name="open-jobs"),
    path("operators/jobs/<int:pk>", job_views.job, name="job"),
    path("operators/jobs/<int:pk>/state", job_views.state_part, name="job-state"),
    path("operators/jobs/<int:pk>/cancel", job_views.cancel, name="cancel"),
    path("operators/jobs/<int:pk>/retry", job_views.retry, name="retry"),
]
