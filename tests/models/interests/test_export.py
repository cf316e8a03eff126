"""What is answered from plain arrays is what scikit-learn answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from medley.core.registry import model_class
from medley.models.interests.ada_boost import AdaBoostConfig
from medley.models.interests.forest import ForestConfig

FITTED = ("tree", "knn", "ada-boost", "forest", "logistic", "boosting")
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "tree": [{"max_depth": 5}, {"criterion": "entropy", "min_samples_leaf": 20}],
    "knn": [{"n_neighbors": 25}, {"n_neighbors": 50, "weights": "distance"}],
    "ada-boost": [{"n_estimators": 30}, {"n_estimators": 5, "learning_rate": 0.3}],
    "forest": [{"max_depth": 4}, {}],
    "logistic": [{}, {"logisticregression__C": 0.01}],
    "boosting": [{"n_estimators": 15}],
}
CONFIGS = {"forest": ForestConfig(n_trees=12), "ada-boost": AdaBoostConfig(max_depth=1)}


def rows(n_classes: int, copies: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repeated training rows, their classes, and other rows to ask about."""
    rng = np.random.default_rng(n_classes)
    inputs = rng.standard_normal((80, 7)).astype(np.float32)
    centre = rng.standard_normal((7, n_classes))
    classes = (inputs @ centre + rng.gumbel(size=(80, n_classes))).argmax(axis=1)
    classes = np.repeat(classes, copies) * 3
    noise = rng.random(len(classes)) < 0.2
    classes[noise] = rng.integers(n_classes, size=int(noise.sum())) * 3
    asked = np.vstack([rng.standard_normal((40, 7)), inputs[:5]]).astype(np.float32)
    return np.repeat(inputs, copies, axis=0), classes, asked


@pytest.mark.parametrize("n_classes", [2, 3, 6])
@pytest.mark.parametrize(
    ("name", "settings"), [(name, s) for name in FITTED for s in SETTINGS[name]]
)
def test_the_arrays_answer_like_the_estimator(
    name: str, settings: dict[str, Any], n_classes: int
) -> None:
    inputs, classes, asked = rows(n_classes)
    model = model_class("interests", name)(CONFIGS.get(name))
    estimator = model._estimator(3, **settings).fit(inputs, classes)
    model._export(estimator)
    expected = estimator.predict_proba(asked)
    np.testing.assert_allclose(model._raw(asked), expected, atol=1e-6)
    restored = model_class("interests", name)(CONFIGS.get(name))
    restored._take(dict(model._arrays()), n_classes, 7)
    np.testing.assert_array_equal(restored._raw(asked), model._raw(asked))


def test_answering_does_not_load_scikit_learn() -> None:
    import subprocess
    import sys

    code = (
        "from medley.core.registry import model_class, model_names\n"
        "for name in model_names('interests'): model_class('interests', name)()\n"
        "import sys; assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
