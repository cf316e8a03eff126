"""Pictures of sound as responses."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse

from medley.data.sound import Sound
from medley.web.labels.pictures import WIDTHS, spectrogram, waveform

_DRAWN: dict[str, Callable[[Sound, int], bytes]] = {"wave": waveform, "spectrum": spectrogram}


def picture_response(kind: str, width: int, sound: Callable[[], Sound]) -> HttpResponse:
    """Draw a sound.

    Parameters
    ----------
    kind : str
        ``"wave"`` or ``"spectrum"``.
    width : int
        One of `WIDTHS`.
    sound : callable
        Reads the sound; called only where there is such a picture.

    Raises
    ------
    Http404
        If there is no such picture.
    """
    if kind not in _DRAWN or width not in WIDTHS:
        raise Http404("there is no such picture of a sound")
    # Private: a shared cache must not give one person's file to another.
    return HttpResponse(
        _DRAWN[kind](sound(), width),
        content_type="image/webp",
        headers={"Cache-Control": "private, max-age=604800, immutable"},
    )
