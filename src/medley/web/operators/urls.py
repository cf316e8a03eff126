"""Addresses of the operators' pages."""

from __future__ import annotations

from django.urls import path

from medley.web.operators import experiment_views, report_views, rules_views, why_views

app_name = "operators"
urlpatterns = [
    path("operators", why_views.why, name="why"),
    path("operators/rules", rules_views.rules, name="rules"),
    path("operators/experiments", experiment_views.experiments, name="experiments"),
    path("operators/experiments/start", experiment_views.start, name="start"),
    path("operators/experiments/stop", experiment_views.stop, name="stop"),
    path("operators/experiment", experiment_views.experiment, name="experiment"),
    path("operators/experiment.csv", experiment_views.numbers, name="experiment-numbers"),
    path("operators/interests", report_views.interests, name="interests"),
    path("operators/interests.csv", report_views.numbers, name="interests-numbers"),
    path("operators/reports/<str:folder>/<str:file>", report_views.picture, name="picture"),
]
