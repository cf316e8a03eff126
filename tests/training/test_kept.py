"""What a manifest keeps of a measurement stays small and loses no count."""

from __future__ import annotations

import numpy as np

from medley.training.kept import MOST_CLASSES, REST, bounded


def test_few_classes_stay_as_they_are() -> None:
    details = {"labels": ["a", "b"], "confusion": [[3, 1], [0, 2]], "sure": {"songs": 6}}
    assert bounded(details) == details


def test_many_classes_keep_the_commonest_in_their_order_and_every_count() -> None:
    n = 3 * MOST_CLASSES
    counts = np.random.default_rng(0).integers(0, 3, (n, n))
    counts[7] += 50
    names = [f"c{number}" for number in range(n)]
    found = bounded({"categories": names, "confusion": counts.tolist()})
    small = np.array(found["confusion"])
    assert small.shape == (MOST_CLASSES + 1, MOST_CLASSES + 1)
    assert small.sum() == counts.sum()
    assert "c7" in found["categories"]
    assert found["categories"][-1] == REST
    place = found["categories"].index("c7")
    assert small[place].sum() == counts[7].sum()


def test_a_measurement_without_a_matrix_is_kept_whole() -> None:
    assert bounded({"scenarios": {"title": {}}}) == {"scenarios": {"title": {}}}
