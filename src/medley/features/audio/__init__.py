"""What is heard in a file: decoding, spectra, timbre, harmony, rhythm, loudness."""

from medley.features.audio.description import DESCRIPTION_SIZE, describe
from medley.features.audio.embedding import embed
from medley.features.audio.hearing import EXTRACTOR_VERSION, hear
from medley.features.audio.hearing_many import hear_all
from medley.features.audio.hearing_one import Unheard
from medley.features.audio.mfcc import delta, mfcc
from medley.features.audio.sound_cache import SoundCache

__all__ = [
    "DESCRIPTION_SIZE",
    "EXTRACTOR_VERSION",
    "SoundCache",
    "Unheard",
    "delta",
    "describe",
    "embed",
    "hear",
    "hear_all",
    "mfcc",
]
