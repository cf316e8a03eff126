"""Keeping diffusers and transformers from writing to the terminal while they load."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def quietly() -> Iterator[None]:
    """Silence both libraries' bars and warnings here, and leave them as they were."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    with warnings.catch_warnings(), ExitStack() as stack:
        warnings.simplefilter("ignore")
        for logging in (of_diffusers, of_transformers):
            stack.enter_context(_silent(logging))
        yield


@contextmanager
def _silent(logging: Any) -> Iterator[None]:
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
