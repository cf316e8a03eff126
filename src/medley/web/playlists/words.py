"""Why each song is there and what an answer admits, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    BecauseSound,
    BecauseTrack,
    Reason,
)

NOTES = {
    "nothing-ticked": gettext_lazy(
        "No playlist is ticked, so every song comes from the title alone."
    ),
    "ticked-too-short": gettext_lazy(
        "The ticked playlists hold too few songs; the title filled the rest."
    ),
    "model-too-short": gettext_lazy(
        "The title led to too few songs; the ticked playlists filled the rest."
    ),
    "filled-with-popular": gettext_lazy("Where nothing fitting was left, popular songs stand."),
    "artist-limit-lifted": gettext_lazy(
        "An artist comes more than twice, since there were too few others."
    ),
    "too-few-tracks": gettext_lazy("There are not enough songs for as many as you asked for."),
    "seeds-left-out": gettext_lazy("More songs were named than there are places."),
}
NO_MATCH = gettext_lazy("No match; popular songs instead. Another title may do better.")


def note_words(notes: Iterable[str]) -> list[str]:
    """Say what a composition admits."""
    return [str(NOTES[note]) for note in dict.fromkeys(notes) if note in NOTES]


def reason_words(
    reason: Reason | None, origin: str, playlists: Mapping[str, str], tracks: Mapping[str, str]
) -> str:
    """Say why a song is there.

    Parameters
    ----------
    reason : Reason or None
    origin : str
        Where the song came from: "ticked", "model", "seed", "locked" or "popular".
    playlists : mapping of str to str
        Key -> title, of the playlists that the reader may see.
    tracks : mapping of str to str
        Key -> title.
    """
    if isinstance(reason, BecausePlaylist):
        return _from_playlist(playlists.get(reason.playlist, ""), origin)
    if isinstance(reason, BecauseTrack) and reason.track in tracks:
        return _("Often stands beside “%(title)s”") % {"title": tracks[reason.track]}
    if isinstance(reason, BecauseSound) and reason.track in tracks:
        return _("Sounds like “%(title)s”") % {"title": tracks[reason.track]}
    if isinstance(reason, BecauseArtist):
        return _("Because of its artist, %(artist)s") % {"artist": reason.artist}
    if isinstance(reason, BecausePopular) or origin == "popular":
        return _("In many playlists")
    if origin == "seed":
        return _("You asked for it")
    return _("Its company in playlists fits the title")


def _from_playlist(title: str, origin: str) -> str:
    if not title:
        # Somebody else's, whose title is not ours to tell.
        return _("In a playlist like this one")
    if origin == "ticked":
        return _("From “%(title)s”, which you ticked") % {"title": title}
    return _("Also in “%(title)s”") % {"title": title}
