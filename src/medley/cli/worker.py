"""`medley worker`: retrains after enough events and clears what is out of date."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

LOOK_EVERY_S = 60.0


def worker(
    every: Annotated[
        float, typer.Option(help="Seconds between two looks.", min=1.0, max=86_400.0)
    ] = LOOK_EVERY_S,
    once: Annotated[bool, typer.Option("--once", help="Look once and end.")] = False,
    covers: Annotated[
        bool,
        typer.Option("--covers", help="Only paint the covers that wait for a diffusion model."),
    ] = False,
) -> None:
    """Retrain after enough events, and clear what is out of date."""
    from medley.cli.django import setup

    setup(migrate=not covers)
    if covers:
        _paint_covers(once=once)
        return
    parent = os.getppid()
    while True:
        _look()
        # `medley serve` may have been killed without a chance to stop its worker.
        if once or os.getppid() != parent:
            return
        time.sleep(every)


def _paint_covers(*, once: bool) -> None:
    from medley.cli.output import say
    from medley.web.covers.runner import IDLE_S, work

    done = work(0.0 if once else IDLE_S)
    say(f"medley worker: covers painted or refused: {done}")


def _look() -> None:
    from django.db import close_old_connections

    from medley.cli.output import say
    from medley.core.errors import MedleyError
    from medley.web.feed.retrain import retrain_feed, retrain_interests
    from medley.web.feed.upkeep import clear_outdated, retrain_is_due

    close_old_connections()
    clear_outdated()
    _learn_playlists()
    _learn_genres()
    if not retrain_is_due():
        return
    try:
        version = retrain_feed()
        retrain_interests()
    except MedleyError as error:
        say(f"medley worker: not retrained: {error}")
    else:
        say(f"medley worker: trained {version}" if version else "medley worker: too few events")


def _learn_genres() -> None:
    from medley.cli.output import say
    from medley.core.errors import MedleyError
    from medley.web.labels.retrain import retrain_is_due, retrain_songs

    if not retrain_is_due():
        return
    try:
        version = retrain_songs()
    except MedleyError as error:
        say(f"medley worker: genres of songs not retrained: {error}")
    else:
        if version:
            say(f"medley worker: trained {version}")


def _learn_playlists() -> None:
    from medley.cli.output import say
    from medley.core.errors import MedleyError
    from medley.web.playlists.retrain import retrain_is_due, retrain_playlists

    if not retrain_is_due():
        return
    try:
        version = retrain_playlists()
    except MedleyError as error:
        say(f"medley worker: playlists not retrained: {error}")
    else:
        if version:
            say(f"medley worker: trained {version}")
