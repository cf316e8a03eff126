"""What a model says of a whole recording stands above what is said of its repetitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.test import Client
from tests.models.form.made import repetitions
from tests.web.coach.made_workouts import browser, judged

from medley.data.form_data import ALL_IN_ALL, CONDITIONS
from medley.models.form.forest import Forest, ForestConfig
from medley.serving.form_judge import SavedJudge
from medley.web.coach import judging

__all__ = ["browser"]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> SavedJudge:
    """Of a forest that was told of repetitions only whether they are right."""
    data = repetitions(80, seed=1)
    parts = [at for at, name in enumerate(CONDITIONS) if not name.endswith(f"/{ALL_IN_ALL}")]
    broken = data.broken.copy()
    broken[:, parts] = np.nan
    model = Forest(ForestConfig(n_trees=10))
    model.fit(replace(data, broken=broken), rng=np.random.default_rng(0))
    found = SavedJudge(model, "20261122-000000-forest-abc", frozenset({"squat/form"}))
    monkeypatch.setattr(judging, "form_judge", lambda: found)
    return found


def test_the_page_and_the_document_say_it_of_the_whole(browser: Client, judge: SavedJudge) -> None:
    workout = judged(browser)
    said = workout.report["form"]
    each = [
        one["probability"]
        for row in workout.report["reps"]
        for one in row["conditions"]
        if one["name"] == ALL_IN_ALL
    ]
    assert said["probability"] == pytest.approx(np.mean(each), abs=2e-3)
    html = browser.get(f"/coach/workouts/{workout.token}").content.decode()
    whole = html.split('class="form-whole')[1].split("</p>")[0]
    assert "All in all" in whole
    assert f"{round(100 * said['probability'])}% likely to be broken" in whole
    assert workout.report["form_version"] == judge.version


def test_where_no_model_says_it_nothing_stands_there(browser: Client) -> None:
    workout = judged(browser)
    assert workout.report["form"] is None
    assert "form-whole" not in browser.get(f"/coach/workouts/{workout.token}").content.decode()
