"""Each model of songs' genres holds the contract and reaches its bound."""

from __future__ import annotations

import subprocess
import sys

from tests.models.genre.contract import GenreContract


class TestPrior(GenreContract):
    name = "prior"
    quality_bound = 0.2


class TestMfccSvm(GenreContract):
    name = "mfcc-svm"
    quality_bound = 0.7


class TestMelBoosting(GenreContract):
    name = "mel-boosting"
    quality_bound = 0.7


class TestMelPatches(GenreContract):
    name = "mel-patches"
    quality_bound = 0.8


class TestEnsemble(GenreContract):
    name = "ensemble"
    quality_bound = 0.8


def test_answering_does_not_load_scikit_learn() -> None:
    code = (
        "from medley.core.registry import model_class\n"
        "for name in ('mfcc-svm', 'mel-boosting', 'mel-patches', 'ensemble'):\n"
        "    model_class('song-genre', name)()\n"
        "import sys; assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
