"""Genres for all songs or films of the catalogue that have none: `medley label --catalogue`."""

from __future__ import annotations

from medley.core.errors import ConfigError, UnavailableError


def label_catalogue(kind: str, *, as_json: bool) -> None:
    """Ask the model in use about what has no genre, and leave its proposals to the review.

    A run that another process began and lost goes on where it stopped.

    Raises
    ------
    ConfigError
        If there is no such kind.
    UnavailableError
        While no model is trained.
    """
    from medley.cli.django import setup
    from medley.cli.output import print_json, progress_bar, say

    if kind not in ("film", "song"):
        raise ConfigError(f"--catalogue is {kind!r}; expected 'film' or 'song'")
    setup()
    from medley.web.jobs.models import JobState
    from medley.web.jobs.running import Running
    from medley.web.labels.asking import ask, look, work
    from medley.web.labels.queue import Wanted, waiting

    job, mine = ask(kind, asked_by="cli")
    with progress_bar() as progress:
        run = work(job, Running(job, progress)) if mine else look(kind)
    assert run is not None
    if run.state == JobState.FAILED:
        raise UnavailableError(run.trouble)
    taken = "" if mine else "another process is at it already"
    n_waiting = waiting(Wanted(kind=kind)).count()
    if as_json:
        row = {"catalogue": kind, "proposed": run.done - run.skipped, "skipped": run.skipped}
        print_json([row | {"waiting": n_waiting, "error": taken or None}])
        return
    if taken:
        say(f"{taken}: {run.done:,} of {run.total:,} {kind}s are done".capitalize())
        return
    say(f"{run.done - run.skipped:,} {kind}s have proposals; {run.skipped:,} showed nothing.")
    say(f"{n_waiting:,} {kind}s wait at /labels/queue?kind={kind}.")
