"""What the live coach says while somebody exercises, short enough to be read from afar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

_REMARKS: dict[str, Any] = {
    "nobody-seen": _("I do not see you. Step into the picture."),
    # Legs alone are taken for a body on its head as often as not.
    "upside-down": _(
        "The picture stands on its head, or shows legs alone. Turn the camera, or step back."
    ),
    "only-legs": _("I see only your legs. Step back, or tilt the camera up."),
    "only-trunk": _("I do not see your legs. Step back, or tilt the camera down."),
    "seldom-seen": _("I lose you again and again. Step back until your whole body is in sight."),
    "few-frames": _("Too few pictures a second arrive, so quick movements are lost."),
    "poorly-seen": _("I hardly see the limbs that move. Turn a little, or get more light."),
    "unsure-exercise": _("I am not sure which exercise this is."),
    "unknown-exercise": _("Begin. I look which exercise it is."),
}
"""By code, the most urgent first."""
_WITHOUT_LEGS = frozenset({"curl", "shoulder-press", "lateral-raise"})

LOCAL: dict[str, Any] = {
    "starting": _("Starting the camera…"),
    "loading": _("Loading what finds your body (about 20 MB, once)…"),
    "ready": _("Ready. Step back until your whole body is in the picture."),
    "nobody": _("I do not see you. Step into the picture."),
    "several": _("I see several people and follow the one who exercises."),
    "dark": _("It is dark in the picture. More light helps."),
    "slow": _("This device is too slow at present. Close other programs and tabs."),
    "camera-slow": _("The camera gives fewer than eight pictures a second. More light helps."),
    "paused": _("Paused."),
    "hidden": _("Paused while this page was out of sight."),
    "offline": _("The connection is lost. Go on; what you do is kept here and counted later."),
    "full": _("No connection for ten minutes, so I paused. I go on when it is back."),
    "back": _("The connection is back. Nothing was lost."),
    "refused": _("The server does not take what is sent. Reload the page and begin again."),
    "camera-refused": _(
        "The camera is not allowed here. Allow it beside the address, then try again."
    ),
    "camera-none": _("No camera was found. Connect one, then try again. Or send a video instead."),
    "camera-busy": _("Another program uses the camera. Close it, then try again."),
    "camera-odd": _("The camera does not start. Connect it anew, then try again."),
    "camera-gone": _("The camera was taken away. Connect it, then go on."),
    "insecure": _("Browsers open the camera for https only. Open this page by https."),
    "no-wasm": _("This browser cannot run WebAssembly. Take a current one."),
    "no-webgl": _("This browser has no WebGL. Switch hardware acceleration on."),
    "no-model": _("What finds your body could not be loaded. Check the connection and try again."),
    "undone": _("One taken off."),
    "corrected": _("Corrected."),
    "kept-last-hour": _("Only the last hour is kept."),
}
"""What the page says by itself, by code."""


def remark_of(reasons: Iterable[str], exercise: str) -> dict[str, str] | None:
    """Choose the one remark that helps most at present.

    Parameters
    ----------
    reasons : iterable of str
        Of a `medley.coaching.live.LiveAnswer`.
    exercise : str
        Arms are exercised without legs, too.
    """
    there = set(reasons)
    if exercise in _WITHOUT_LEGS:
        there.discard("only-trunk")
    code = next((code for code in _REMARKS if code in there), None)
    return None if code is None else {"code": code, "words": str(_REMARKS[code])}


def local_words() -> dict[str, str]:
    """What the page says by itself, in the language of the request."""
    return {code: str(words) for code, words in LOCAL.items()}
