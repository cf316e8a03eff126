"""The chunk network, its views of what is heard, and what both networks share."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.contract import SEED
from tests.models.genre import made
from tests.models.genre.contract import GenreContract

from medley.artifacts.store import Store
from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.data.sound import N_MELS, SEGMENT_FRAMES
from medley.features.audio.filters import mel_edges
from medley.models.genre.cnn import CNN, CNNConfig
from medley.models.genre.network_input import Heard, band_weights, levels
from medley.models.genre.network_views import Viewer, Views
from medley.models.network.descent import Descent
from medley.models.network.onnx_session import OnnxSession

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("onnx") is None,
    reason="fitting needs torch and onnx: pip install 'medley[deep]'",
)
SMALL = CNNConfig(width=4, descent=Descent(epochs=1, least_steps=40, batch_size=16))


def fitted() -> CNN:
    model = CNN(SMALL)
    model.fit(made.split()[0].labelled(), rng=np.random.default_rng(SEED))
    return model


@pytest.fixture(scope="module")
def small() -> CNN:
    return fitted()


@needs_torch
class TestCNN(GenreContract):
    name = "cnn"
    quality_bound = 0.8

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        model = CNN(SMALL)
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    def test_progress_ends_at_one(self) -> None:
        seen: list[float] = []
        CNN(SMALL).fit(
            self.data(),
            rng=np.random.default_rng(SEED),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)


@needs_torch
def test_onnxruntime_answers_as_torch_does() -> None:
    from medley.models.genre.network_chunks import BANDS, FRAMES, ChunkNetwork, write_chunks
    from medley.models.network.descending import Descending, answers, repeatable

    rng = np.random.default_rng(1)
    heard = rng.random((9, FRAMES, BANDS), np.float32)
    with repeatable(rng):
        network = ChunkNetwork(3, 4, 0.3, mean=0.4, deviation=0.3)
        descending = Descending.begin(network, Descent(), 5)
        for _ in range(5):
            descending.step(heard, np.eye(3, dtype=np.float32)[rng.integers(3, size=9)])
    session = OnnxSession(write_chunks(network).tobytes())
    for n in (1, 9):
        np.testing.assert_allclose(session.run(heard[:n]), answers(network, heard[:n]), atol=1e-5)


@needs_torch
def test_a_network_leaves_torchs_own_chance_alone() -> None:
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    fitted()
    np.testing.assert_array_equal(torch.rand(3).numpy(), expected.numpy())
    assert not torch.are_deterministic_algorithms_enabled()


BLOCKED = """
import sys
from pathlib import Path


class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "onnx"}:
            raise ImportError(f"{name} is blocked")


sys.meta_path.insert(0, Blocker())
from medley.artifacts.store import Store
from tests.models.genre import made

model, _ = Store(Path(sys.argv[1])).load("song-genre", sys.argv[2])
print(*model.predict(made.split()[1].queries()[:1], 3)[0].ids, sep=";")
"""


@needs_torch
def test_a_saved_model_answers_where_torch_is_missing(small: CNN, tmp_path: Path) -> None:
    store = Store(tmp_path)
    version = store.save("song-genre", "cnn", small, metrics={}, snapshot="made", seed=0)
    ran = subprocess.run(
        [sys.executable, "-c", BLOCKED, str(tmp_path), version], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert (
        tuple(ran.stdout.strip().split(";"))
        == small.predict(made.split()[1].queries()[:1], 3)[0].ids
    )


def test_fitting_without_torch_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UnavailableError, match=r"torch.*medley\[deep\]"):
        fitted()


@needs_torch
@pytest.mark.parametrize("spoiled", ["noise", "empty", "another"])
def test_a_corrupt_graph_is_refused(small: CNN, spoiled: str) -> None:
    graphs = {
        "noise": np.random.default_rng(0).integers(256, size=900).astype(np.uint8),
        "empty": np.empty(0, np.uint8),
        "another": another_graph(),
    }
    with pytest.raises(ArtifactError, match="train it again"):
        CNN(SMALL).restore({**small.state(), "graph": graphs[spoiled]})


def another_graph() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A network of another shape."""
    from medley.models.network.onnx_writer import GraphWriter

    graph = GraphWriter((5,))
    return graph.packed(graph.node("Relu", graph.input), 5)


def test_how_loud_a_sound_is_makes_no_difference() -> None:
    sound = made.songs().sounds[0]
    quieter = replace(sound, log_mel=sound.log_mel - np.float32(6))
    np.testing.assert_allclose(levels(quieter), levels(sound), atol=1e-5)
    assert levels(sound).max() == 1
    assert levels(sound).min() >= 0


def test_without_a_change_of_pitch_neighbouring_bands_are_averaged() -> None:
    frame = np.random.default_rng(0).random(N_MELS).astype(np.float32)
    expected = frame.reshape(64, 2).mean(axis=1)
    np.testing.assert_allclose(frame @ band_weights(0.0, 64), expected, rtol=1e-5)


@pytest.mark.parametrize("semitones", [-4.0, 3.0, 12.0])
@pytest.mark.parametrize("hz", [400.0, 2500.0])
def test_pitch_moves_a_tone_to_the_band_of_its_new_frequency(semitones: float, hz: float) -> None:
    centres = mel_edges()[1:-1]
    tone = np.exp(-0.5 * ((np.arange(N_MELS) - np.abs(centres - hz).argmin()) / 2) ** 2)
    moved = int((tone.astype(np.float32) @ band_weights(semitones, N_MELS)).argmax())
    expected = int(np.abs(centres - hz * 2 ** (semitones / 12)).argmin())
    assert abs(moved - expected) <= 1


def test_without_any_change_a_view_is_the_segment_begun_elsewhere() -> None:
    segment = np.random.default_rng(0).random((1, SEGMENT_FRAMES, N_MELS)).astype(np.float32)
    plain = Views(pitch=0.0, pace=0.0, holes=0.0)
    viewer = Viewer(plain, N_MELS, SEGMENT_FRAMES, np.random.default_rng(3))
    (view,) = viewer.view(segment)
    begins = [np.allclose(np.roll(segment[0], -at, axis=0), view) for at in range(SEGMENT_FRAMES)]
    assert sum(begins) == 1


def test_holes_take_whole_frames_and_whole_bands() -> None:
    rows, bands = np.meshgrid(np.arange(SEGMENT_FRAMES), np.arange(N_MELS), indexing="ij")
    segments = np.repeat((rows * 1000 + bands).astype(np.float32)[None], 20, axis=0)
    certain = Views(pitch=0.0, pace=0.0, holes=1.0, longest_hole=0.2)
    views = Viewer(certain, N_MELS, SEGMENT_FRAMES, np.random.default_rng(3)).view(segments)
    # A hole holds one number; elsewhere neighbours differ. Holes of the bands cross it.
    frames = ((np.diff(views, axis=2) == 0).mean(axis=2) > 0.5).mean(axis=1)
    across = ((np.diff(views, axis=1) == 0).mean(axis=1) > 0.5).mean(axis=1)
    for share in (frames, across):
        assert (share <= 2 * 0.2 + 0.02).all()
        assert 0.1 < share.mean() < 0.3


def test_a_mixture_is_labelled_by_its_shares() -> None:
    segments = np.stack([np.full((4, 4), v, np.float32) for v in (0.0, 1.0)])
    viewer = Viewer(Views(mixing=0.4), 64, 128, np.random.default_rng(2))
    for _ in range(10):
        mixed, targets = viewer.mix(segments, np.eye(2, dtype=np.float32))
        np.testing.assert_allclose(mixed[:, 0, 0], targets[:, 1], atol=1e-6)
        np.testing.assert_allclose(targets.sum(axis=1), 1, atol=1e-6)
        assert targets[0, 0] >= 0.5


def test_nothing_is_mixed_where_no_mixing_is_wished() -> None:
    viewer = Viewer(Views(mixing=0.0), 64, 128, np.random.default_rng(2))
    segments, targets = np.ones((2, 3, 3), np.float32), np.eye(2, dtype=np.float32)
    assert viewer.mix(segments, targets) == (segments, targets)


def test_few_songs_make_the_least_steps_and_many_the_most() -> None:
    descent = Descent(epochs=10, least_steps=50, most_steps=100, batch_size=10)
    assert [descent.n_steps(n) for n in (3, 70, 10_000)] == [50, 70, 100]


def test_batches_are_full_and_deal_every_song_evenly() -> None:
    batches = Descent(batch_size=8).batches(np.arange(5), np.random.default_rng(0))
    drawn = np.concatenate([next(batches) for _ in range(10)])
    assert np.bincount(drawn).tolist() == [16] * 5


def test_long_songs_are_thinned_evenly_and_every_label_kept() -> None:
    data = made.split()[0].labelled()
    heard = Heard.of(data, 1, lambda *_: None)
    assert heard.steps.shape == (len(data), SEGMENT_FRAMES, N_MELS)
    np.testing.assert_array_equal(heard.labels, data.labels)
    first = levels(data.sounds[0])[0]
    np.testing.assert_allclose(heard.read(np.array([0]))[0], first, atol=0.5 / 255 + 1e-6)


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (CNNConfig, {"width": 0}),
        (CNNConfig, {"most_segments": 0}),
        (Views, {"pitch": 13.0}),
        (Views, {"pace": 1.0}),
        (Views, {"mixing": -1.0}),
        (Descent, {"epochs": 0}),
        (Descent, {"batch_size": 1}),
        (Descent, {"most_steps": 1}),
        (Descent, {"dropout": 1.0}),
    ],
)
def test_settings_that_cannot_be_used_are_refused(kind: Any, bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        kind(**bad)
