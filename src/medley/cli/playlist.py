"""`medley playlist TITLE`: songs, tags and similar playlists for a title.

With ``--json``::

    {"title": "비 오는 날 듣는 잔잔한 노래",
     "model_version": "20261121-101530-hybrid-3f2a9c", "fallback": null,
     "similar": [{"id": "mpd:1042", "title": "rainy day", "similarity": 0.71}, ...],
     "tracks": [
       {"id": "mpd:88123", "title": "...", "artist": "...", "score": 2.43, "origin": "model",
        "reason": {"type": "because-playlist", "playlist": "mpd:1042",
                   "contribution": 0.42}},
       ...],
     "tags": [{"tag": "rainy", "score": 1.7}, ...]}

``tracks`` stand in the order they are played; ``score`` only orders. ``origin`` is
``ticked``, ``model``, ``seed`` or ``popular``. ``reason`` is null or has the type
``because-playlist`` (with ``playlist``), ``because-track`` (with ``track``),
``because-artist`` (with ``artist``), ``because-sound`` (with the ``track`` that it sounds
like; one of the two is in no playlist) or ``because-popular``. A tag's ``score`` is null
where the title gave the tag, not the model. ``fallback`` says in words why the answer
is not the usual one: no model is trained, or nothing matches the title.

With ``--own`` there is one member more::

    "own": {"found": [{"id": "mpd:88123", "path": "/music/01.flac", "title": "...",
                       "artist": "...", "confidence": 0.85}, ...],
            "missing": [{"id": "mpd:1", "title": "...", "artist": "..."}, ...]}

``found`` and ``missing`` hold each track once, in their order; ``title`` and ``artist``
of a found one are those of the own file, ``path`` is null where the list does not say
where it lies. ``confidence`` is 1 for the same song by the same artists and less for
another take, a part of the artists or another spelling.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.composing.files.published import PublishedPlaylist
    from medley.web.playlists.asked import Asked
    from medley.web.playlists.making import Made
    from medley.web.playlists.own_tracks import OnOwn


def playlist(
    title: Annotated[str, typer.Argument(help="What it should sound like, in any language.")],
    songs: Annotated[int, typer.Option(help="How many songs, 5 to 50.")] = 10,
    similarity: Annotated[
        int, typer.Option(help="Percent of them from the ticked playlists, 0 to 100.")
    ] = 10,
    seed_track: Annotated[
        list[str] | None, typer.Option(help="Key of a song to start from; may be repeated.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Key of a song to leave out; may be repeated.")
    ] = None,
    tick: Annotated[
        list[str] | None, typer.Option(help="Id of a similar playlist; may be repeated.")
    ] = None,
    own: Annotated[
        Path | None,
        typer.Option(help="What you own: a folder of music, a playlist file, a CSV or JSONL list."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Write .m3u8, .xspf, .jspf, .json or .csv; with --own, your own files alone.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a playlist from a title."""
    from medley.cli.django import setup

    setup()
    from medley.cli.playlist_own import look_up
    from medley.web.playlists.asked import checked
    from medley.web.playlists.exports import format_of
    from medley.web.playlists.making import make, need

    written_as = format_of(output.suffix) if output is not None else None
    asked = checked(
        title,
        songs,
        similarity,
        ticked=tick or (),
        seeds=seed_track or (),
        exclude=exclude or (),
    )
    need(asked, None)
    made = make(asked, None)
    on = None if own is None else look_up(own, made)
    if output is not None and written_as is not None:
        _write(output, _published(asked.title, made, on), written_as, on)
    _answer(asked, made, on, as_json=as_json, quiet=output is not None)


def _answer(asked: Asked, made: Made, on: OnOwn | None, *, as_json: bool, quiet: bool) -> None:
    from medley.cli.output import print_json
    from medley.cli.playlist_own import tell_own
    from medley.web.playlists.documents import composition_document
    from medley.web.playlists.making import similar_to
    from medley.web.playlists.own_tracks import own_document

    document = composition_document(asked.title, made, similar_to(asked.title, None))
    if on is not None:
        document["own"] = own_document(on)
    if as_json:
        print_json(document)
    elif not quiet:
        _tell(asked, document, made)
        if on is not None:
            tell_own(on)


def _published(title: str, made: Made, on: OnOwn | None) -> PublishedPlaylist:
    """Lay out what to write: every song, or those that are owned, with where they lie."""
    from medley.core.errors import DataError
    from medley.web.playlists.exports import published

    tracks = [made.tracks[song.key] for song in made.composition.tracks]
    paths = {track.key: track.path for track in tracks}
    if on is not None:
        tracks = [one.track for one in on.found]
        paths = {one.track.key: one.row.path for one in on.found}
        if not tracks:
            raise DataError(
                f"none of the {len(on.missing)} songs is among what you own, so nothing is "
                "written; leave -o out to see which they are"
            )
    return published(title, tracks, made.composition.tags, paths=paths)


def _write(path: Path, listed: PublishedPlaylist, written_as: str, on: OnOwn | None) -> None:
    from medley.cli.output import say
    from medley.cli.playlist_own import left_out
    from medley.composing.files.formats import written
    from medley.core.errors import UnavailableError

    try:
        path.write_bytes(written(listed, written_as))
    except OSError as error:
        raise UnavailableError(
            f"cannot write {path}: {error.strerror}; name a file in a folder that you may write to"
        ) from None
    say(f"wrote {len(listed.tracks)} songs to {path}{left_out(on)}")


def _tell(asked: Asked, document: dict[str, Any], made: Made) -> None:
    from medley.cli.output import print_table, say
    from medley.web.playlists.words import note_words

    for note in [document["fallback"], *note_words(made.composition.notes)]:
        if note:
            say(note)
    rows = [
        (place, track["title"] or track["id"], track["artist"], _why(track["reason"]))
        for place, track in enumerate(document["tracks"], 1)
    ]
    print_table(("", "song", "artist", "because"), rows, asked.title)
    near = [(one["title"], f"{one['similarity']:.2f}", one["id"]) for one in document["similar"]]
    if near:
        print_table(("similar playlist", "similarity", "id"), near)
    say("tags: " + ", ".join(tag["tag"] for tag in document["tags"]))


def _why(reason: dict[str, Any] | None) -> str:
    if reason is None:
        return ""
    named = reason.get("playlist") or reason.get("track") or reason.get("artist") or ""
    return f"{reason['type'].removeprefix('because-')} {named}".strip()
