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
``because-artist`` (with ``artist``) or ``because-popular``. A tag's ``score`` is null
where the title gave the tag, not the model. ``fallback`` says in words why the answer
is not the usual one: no model is trained, or nothing matches the title.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.web.playlists.asked import Asked
    from medley.web.playlists.making import Made


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
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write .m3u8, .xspf, .jspf, .json or .csv."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a playlist from a title."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, say
    from medley.web.playlists.asked import checked
    from medley.web.playlists.documents import composition_document
    from medley.web.playlists.exports import format_of, write_made
    from medley.web.playlists.making import make, need, similar_to

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
    document = composition_document(asked.title, made, similar_to(asked.title, None))
    if output is not None and written_as is not None:
        _write(output, write_made(asked.title, made, written_as))
        say(f"wrote {len(made.composition.tracks)} songs to {output}")
    if as_json:
        print_json(document)
    elif output is None:
        _tell(asked, document, made)


def _write(path: Path, content: bytes) -> None:
    from medley.core.errors import UnavailableError

    try:
        path.write_bytes(content)
    except OSError as error:
        raise UnavailableError(
            f"cannot write {path}: {error.strerror}; name a file in a folder that you may write to"
        ) from None


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
