"""The networks that look at posters, and the ensemble that listens to one."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.contract import SEED
from tests.models.film.contract import FilmContract, split

from medley.artifacts.store import Store
from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.models.boosted_trees import BoostingSettings
from medley.models.film.cnn32 import CNN32, CNN32Config
from medley.models.film.poster_cnn import PosterCNN, PosterCNNConfig
from medley.models.film.poster_ensemble import PosterEnsemble, PosterEnsembleConfig
from medley.models.film.poster_features import PosterFeaturesConfig
from medley.models.film.poster_views import PosterViewer, PosterViews
from medley.models.network.descent import Descent
from medley.models.network.onnx_session import OnnxSession

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("onnx") is None,
    reason="fitting needs torch and onnx: pip install 'medley[deep]'",
)
SHORT = Descent(epochs=1, least_steps=30, batch_size=16)
SMALL = PosterCNNConfig(width=4, descent=SHORT)
FEATURES = PosterFeaturesConfig(
    most_landmarks=60, n_kinds=4, boosting=BoostingSettings(n_rounds=8, min_rows=5, columns=0.1)
)


def fitted(model: Any, seed: int = SEED) -> Any:
    model.fit(split()[0], rng=np.random.default_rng(seed))
    return model


@pytest.fixture(scope="module")
def small() -> Any:
    return fitted(PosterCNN(SMALL))


@needs_torch
class TestCNN32(FilmContract):
    name = "cnn32"
    quality_bound = 0.85

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        return fitted(CNN32(CNN32Config(SHORT)), seed)


@needs_torch
class TestPosterCNN(FilmContract):
    name = "poster-cnn"
    quality_bound = 0.85

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        return fitted(PosterCNN(SMALL), seed)


class TestPosterEnsemble(FilmContract):
    name = "poster-ensemble"
    quality_bound = 0.9

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        return fitted(PosterEnsemble(PosterEnsembleConfig(FEATURES, SMALL)), seed)


def test_without_torch_the_ensemble_is_its_features(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    model = fitted(PosterEnsemble(PosterEnsembleConfig(FEATURES, SMALL)))
    assert "member1_graph" not in model.state()
    restored = PosterEnsemble(model.config)
    restored.restore(model.state())
    asked = split()[1].genre_queries()[:3]
    np.testing.assert_array_equal(restored.probabilities(asked), model.probabilities(asked))


def test_an_ensemble_of_no_members_is_refused() -> None:
    model = PosterEnsemble(PosterEnsembleConfig(FEATURES, SMALL))
    with pytest.raises(ArtifactError, match="members"):
        model._restore({"n_members": np.array([0], np.int64)}, 3)


@needs_torch
@pytest.mark.parametrize("which", ["PosterNetwork", "SmallNetwork"])
def test_onnxruntime_answers_as_torch_does(which: str) -> None:
    from medley.models.film import poster_networks
    from medley.models.film.poster_descent import asymmetric_loss
    from medley.models.network.descending import Descending, answers, repeatable

    rng = np.random.default_rng(1)
    pictures = rng.random((9, 32, 32, 3), np.float32)
    colours = np.full(3, 0.4, np.float32), np.full(3, 0.3, np.float32)
    with repeatable(rng):
        first = 4 if which == "PosterNetwork" else 32
        network = getattr(poster_networks, which)(2, first, 0.3, *colours)
        descending = Descending.begin(network, Descent(), 5, asymmetric_loss(1.0, 0.05))
        for _ in range(5):
            descending.step(pictures, rng.integers(2, size=(9, 2)).astype(np.float32))
    session = OnnxSession(network.eval().written(32, 32).tobytes())
    for n in (1, 9):
        np.testing.assert_allclose(
            session.run(pictures[:n]), answers(network, pictures[:n]), atol=1e-5
        )


@needs_torch
def test_the_asymmetric_loss_forgives_what_is_easily_absent() -> None:
    import torch

    from medley.models.film.poster_descent import asymmetric_loss

    scores = torch.tensor([[-3.0, 0.5]])
    targets = torch.tensor([[0.0, 1.0]])
    plain = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets) * 10
    torch.testing.assert_close(asymmetric_loss(0.0, 0.0)(scores, targets), plain)
    focused = asymmetric_loss(2.0, 0.05)(scores, targets)
    assert focused < plain
    only_present = asymmetric_loss(0.0, 0.0)(scores[:, 1:], targets[:, 1:]) / 2
    torch.testing.assert_close(focused, only_present)


@needs_torch
def test_fitting_leaves_torchs_own_chance_alone() -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    fitted(CNN32(CNN32Config(SHORT)))
    np.testing.assert_array_equal(torch.rand(3).numpy(), expected.numpy())


BLOCKED = """
import sys
from pathlib import Path


class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "onnx"}:
            raise ImportError(f"{name} is blocked")


sys.meta_path.insert(0, Blocker())
from medley.artifacts.store import Store
from tests.models.film.contract import split

model, _ = Store(Path(sys.argv[1])).load("film-genre", sys.argv[2])
print(*model.predict(split()[1].genre_queries()[:1], 3)[0].ids, sep=";")
"""


@needs_torch
def test_a_saved_network_answers_where_torch_is_missing(small: PosterCNN, tmp_path: Path) -> None:
    store = Store(tmp_path)
    version = store.save("film-genre", "poster-cnn", small, metrics={}, snapshot="made", seed=0)
    ran = subprocess.run(
        [sys.executable, "-c", BLOCKED, str(tmp_path), version], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    expected = small.predict(split()[1].genre_queries()[:1], 3)[0].ids
    assert tuple(ran.stdout.strip().split(";")) == expected


@pytest.mark.parametrize("model", [PosterCNN(SMALL), CNN32(CNN32Config(SHORT))])
def test_fitting_without_torch_says_how_to_get_it(
    model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UnavailableError, match=r"torch.*medley\[deep\]"):
        fitted(model)


@needs_torch
@pytest.mark.parametrize("spoiled", ["noise", "empty", "another"])
def test_a_corrupt_graph_is_refused(small: PosterCNN, spoiled: str) -> None:
    from medley.models.network.onnx_writer import GraphWriter

    graph = GraphWriter((5,))
    graphs = {
        "noise": np.random.default_rng(0).integers(256, size=900).astype(np.uint8),
        "empty": np.empty(0, np.uint8),
        "another": graph.packed(graph.node("Relu", graph.input), 5),
    }
    with pytest.raises(ArtifactError, match="train it again"):
        PosterCNN(SMALL).restore({**small.state(), "graph": graphs[spoiled]})


def viewer(**settings: float) -> PosterViewer:
    still = {"margin": 0.0, "light": 0.0, "holes": 0.0, "mixing": 0.0}
    return PosterViewer(PosterViews(**{**still, **settings}), 8, 4, np.random.default_rng(2))


def posters(n: int, height: int, width: int) -> Any:
    return np.random.default_rng(0).integers(256, size=(n, height, width, 3)).astype(np.uint8)


def test_a_view_without_changes_is_the_poster_or_its_mirror_image() -> None:
    held = posters(20, 8, 4)
    seen = np.rint(viewer().view(held) * 255).astype(np.uint8)
    as_is = (seen == held).all(axis=(1, 2, 3))
    turned = (seen == held[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (as_is ^ turned).all()
    assert as_is.any()
    assert turned.any()


def test_views_are_cut_from_larger_posters_and_never_turned() -> None:
    cutter = viewer(margin=0.2)
    assert cutter.size() == (10, 5)
    tops = np.broadcast_to(np.arange(10, dtype=np.uint8)[:, None, None] * 9, (10, 5, 3))
    seen = cutter.view(np.stack([tops] * 30))
    assert seen.shape == (30, 8, 4, 3)
    assert (np.diff(seen, axis=1) > 0).all()
    assert len(np.unique(seen[:, 0, 0, 0])) == 3


def test_holes_and_light_change_a_view_but_not_every_one() -> None:
    held = posters(40, 8, 4)
    plain = viewer().view(held)
    holed = viewer(holes=0.5).view(held)
    changed = (holed != plain).any(axis=(1, 2, 3)).mean()
    assert 0.1 < changed < 0.9
    assert (viewer(light=0.3).view(held) != plain).any(axis=(1, 2, 3)).all()


def test_mixing_keeps_the_larger_part_on_top() -> None:
    targets = np.eye(6, dtype=np.float32)
    _, mixed = viewer(mixing=0.4).mix(viewer().view(posters(6, 8, 4)), targets)
    np.testing.assert_allclose(mixed.sum(axis=1), 1, rtol=1e-6)
    assert (np.diag(mixed) >= 0.5).all()


@pytest.mark.parametrize("setting", ["margin", "light", "holes", "mixing"])
def test_a_view_setting_out_of_range_is_named(setting: str) -> None:
    with pytest.raises(ConfigError, match=setting):
        PosterViews(**{setting: -1.0})


def test_network_settings_out_of_range_are_named() -> None:
    with pytest.raises(ConfigError, match="width"):
        PosterCNNConfig(width=0)
    with pytest.raises(ConfigError, match="focus"):
        PosterCNNConfig(focus=-1)
