"""The recurrent network, and how it knows when to stop."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from tests.models.contract import SEED
from tests.models.genre import made
from tests.models.genre.contract import GenreContract

from medley.core.errors import ConfigError
from medley.data.sound import N_MFCC, SEGMENT_FRAMES
from medley.models.genre.lstm import LSTM, LSTMConfig
from medley.models.genre.network_input import Heard
from medley.models.network.descent import Descent
from medley.models.network.onnx_session import OnnxSession

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("onnx") is None,
    reason="fitting needs torch and onnx: pip install 'medley[deep]'",
)
SMALL = LSTMConfig(
    n_hidden=12,
    patience=5,
    descent=Descent(
        epochs=1, least_steps=120, batch_size=8, learning_rate=1e-2, smoothing=0.0, dropout=0.0
    ),
)


@needs_torch
class TestLSTM(GenreContract):
    name = "lstm"
    quality_bound = 0.7

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        model = LSTM(SMALL)
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    def test_progress_ends_at_one(self) -> None:
        seen: list[float] = []
        LSTM(SMALL).fit(
            self.data(),
            rng=np.random.default_rng(SEED),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)


@needs_torch
def test_onnxruntime_answers_as_torch_does() -> None:
    from medley.models.genre.network_sequences import SequenceNetwork, write_sequences
    from medley.models.network.descending import answers, repeatable

    rng = np.random.default_rng(1)
    mean, deviation = rng.normal(size=(2, N_MFCC)).astype(np.float32)
    heard = rng.normal(size=(9, SEGMENT_FRAMES, N_MFCC)).astype(np.float32)
    with repeatable(rng):
        network = SequenceNetwork(4, SEGMENT_FRAMES, 7, 0.3, mean, np.abs(deviation) + 0.1)
    session = OnnxSession(write_sequences(network).tobytes())
    for n in (1, 9):
        np.testing.assert_allclose(session.run(heard[:n]), answers(network, heard[:n]), atol=1e-5)


@needs_torch
def test_it_stops_when_songs_kept_apart_are_answered_no_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from medley.models.genre.network_rounds import Rounds, rounds_to_make

    data = made.split()[0].labelled()
    heard = Heard.of(data, 1, lambda *_: None)
    descent = Descent(epochs=1, least_steps=500, batch_size=4)
    config = LSTMConfig(n_hidden=4, descent=descent)
    rounds = Rounds(heard, np.arange(8), len(data.genres), config, np.random.default_rng(0))
    losses = iter([3.0, 2.0, 2.5, 2.4, 2.3, 0.1])
    made_rounds: list[int] = []
    monkeypatch.setattr(rounds, "make", lambda: made_rounds.append(1))
    monkeypatch.setattr(rounds, "loss_on", lambda _songs: next(losses))
    assert rounds_to_make(rounds, np.arange(8, 12), 3, lambda *_: None) == 2
    assert len(made_rounds) == 5


@pytest.mark.parametrize("bad", [{"n_hidden": 0}, {"patience": 0}, {"n_folds": 1}])
def test_settings_that_cannot_be_used_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        LSTMConfig(**bad)
