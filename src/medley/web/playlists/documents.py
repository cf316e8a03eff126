"""A composition as plain values, for the command line and programs."""

from __future__ import annotations

from typing import Any

from medley.composing.reasons import reason_document
from medley.web.playlists.making import Made, SimilarPlaylist
from medley.web.playlists.words import NO_MATCH


def composition_document(title: str, made: Made, similar: list[SimilarPlaylist]) -> dict[str, Any]:
    """Lay a composition out.

    Returns
    -------
    dict
        As the command ``medley playlist --json`` documents it.
    """
    return {
        "title": title,
        "model_version": made.version,
        "fallback": fallback_of(made),
        "similar": similar_document(similar),
        "tracks": tracks_document(made),
        "tags": [{"tag": tag, "score": made.tag_scores.get(tag)} for tag in made.composition.tags],
    }


def fallback_of(made: Made) -> str | None:
    """Say why the answer is not the usual one; None where it is."""
    if made.fallback:
        return made.fallback
    return None if made.matched else str(NO_MATCH)


def similar_document(similar: list[SimilarPlaylist]) -> list[dict[str, Any]]:
    """Lay similar playlists out, the most similar first."""
    return [
        {"id": one.playlist.key, "title": one.playlist.title, "similarity": one.similarity}
        for one in similar
    ]


def tracks_document(made: Made) -> list[dict[str, Any]]:
    """Lay the songs out in their order."""
    return [
        {
            "id": song.key,
            "title": made.tracks[song.key].title,
            "artist": made.tracks[song.key].artist,
            "score": song.score,
            "origin": song.origin,
            "reason": reason_document(song.reason),
        }
        for song in made.composition.tracks
    ]
