"""What models of form learn from on the command line: a folder, people's words, or made bodies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from medley.cli.output import say

if TYPE_CHECKING:
    from medley.data.form_data import FormData
    from medley.data.rows import BadRow


def form_data(path: Path | None) -> FormData:
    """Read a folder's recordings whose form is known, or what people said in the database.

    Where nobody said anything, bodies are made. What cannot be read is counted on standard
    error, with the first of it.

    Raises
    ------
    ConfigError
        If there is no ``form.csv`` at the path.
    DataError
        If it holds no repetition.
    """
    from medley.training.form_repetitions import made_form, read_form_folder

    if path is None:
        data = said_form()
        if len(data):
            say(f"people said of {len(data):,} repetitions what was held or broken")
            return data
        say(
            "nobody said yet what was held or broken in a repetition, so made bodies exercise; "
            "give --data FOLDER for recordings of people"
        )
        return made_form()
    aside: list[BadRow] = []
    data = read_form_folder(path, set_aside=aside.append)
    if aside:
        say(f"{len(aside):,} files left out, the first: {aside[0].source}: {aside[0].reason}")
    return data


def said_form() -> FormData:
    """Read what people said of form in the database; empty where nobody did."""
    from medley.cli.django import setup

    setup()
    from medley.web.coach.retrain_form import stated_form

    return stated_form()
