"""What of a made playlist its maker owns, read and told by the command line."""

from __future__ import annotations

from pathlib import Path

from medley.cli.output import print_table, say
from medley.data.sources.owned import read_owned
from medley.web.playlists.making import Made
from medley.web.playlists.own_tracks import OnOwn, gathered, on_own


def look_up(path: Path, made: Made) -> OnOwn:
    """Look the songs up among those at a path, and say what of it could not be read.

    Raises
    ------
    ConfigError, DataError
        If nothing can be read there.
    """
    owned = gathered(read_owned(path))
    for fault in owned.faults:
        say(f"set aside: {fault.source}, line {fault.line}: {fault.reason}")
    if owned.n_faults > len(owned.faults):
        say(f"and {owned.n_faults - len(owned.faults):,} rows more")
    return on_own([made.tracks[song.key] for song in made.composition.tracks], owned.rows)


def left_out(on: OnOwn | None) -> str:
    """Say what a written file lacks; empty where it lacks nothing."""
    if on is None:
        return ""
    pathless = sum(not one.row.path for one in on.found)
    said = f"; missing: {len(on.missing)}" if on.missing else ""
    return said + (f"; by name, since no path is known: {pathless}" if pathless else "")


def tell_own(on: OnOwn) -> None:
    """List the songs that are owned, and those that are missing."""
    found = [
        (one.track.title or one.track.key, one.track.artist, one.row.path or "no path is known")
        for one in on.found
    ]
    if found:
        print_table(("you own", "artist", "file"), found)
    missing = [(track.title or track.key, track.artist) for track in on.missing]
    if missing:
        print_table(("missing", "artist"), missing)
    say(f"you own {len(found)} of {len(found) + len(missing)} songs")
