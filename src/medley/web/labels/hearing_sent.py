"""Hearing a file that anybody may have sent: never longer than a request should take."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.data.sound import SAMPLE_RATE, Sound
from medley.features.audio.decoding import open_sound
from medley.features.audio.hearing import Listener

LONGEST_HOURS = 3
_LONGEST_S = LONGEST_HOURS * 3600


class UnheardError(DataError):
    """A file that is not heard, said in the language of the request."""


def hear_sent(path: Path, name: str) -> Sound:
    """Hear a file; a small one may hold days of silence, so that its length counts too.

    Parameters
    ----------
    path : Path
    name : str
        What its sender calls it.

    Raises
    ------
    UnheardError
        If no sound can be heard in it, or it is longer than `LONGEST_HOURS`.
    """
    try:
        with open_sound(path) as stream:
            listener, n_samples = Listener(stream.stated_s), 0
            _check(stream.stated_s or 0.0)
            for block in stream.blocks:
                n_samples += len(block)
                _check(n_samples / SAMPLE_RATE)
                listener.take(block)
        return listener.sound()
    except UnheardError:
        raise
    except DataError as error:
        # The reason is for who knows files; the first sentence is for everybody.
        said = _("“%(name)s” cannot be heard. Send a song as MP3, M4A, FLAC, OGG or WAV.")
        raise UnheardError(f"{said % {'name': name}} ({error})") from error


def _check(seconds: float) -> None:
    if seconds > _LONGEST_S:
        said = _("The file is longer than %(n)s hours. Send a shorter piece of it.")
        raise UnheardError(said % {"n": LONGEST_HOURS})
