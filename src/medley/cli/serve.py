"""`medley serve`: the web app and, beside it, the worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Annotated

import typer

from medley.core.errors import ConfigError, UnavailableError
from medley.web.environment import read_environment
from medley.web.watching.metric_files import begin_counting, end_counting

THREADS = 4
"""Requests that one process answers at a time."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Number of processes.", min=1, max=64)] = 1,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Do not start the background worker.")
    ] = False,
) -> None:
    """Start the web app; the first run makes the database."""
    from medley.cli.django import setup
    from medley.cli.output import say

    _check_free(host, port)
    worker = [sys.executable, "-m", "medley", "worker"]
    alone = dict(os.environ)
    # Before Django is set up: what counts looks for the folder when it is imported.
    counted = begin_counting(read_environment().home)
    setup()
    _check_rules()
    _prepare_static()
    background = None if no_worker else subprocess.Popen(worker, env=alone)  # noqa: S603 - our own
    shown = f"[{host}]" if ":" in host else host
    say(f"Medley is at http://{shown}:{port}/ (Ctrl+C stops it)")
    try:
        _run(host, port, workers)
    finally:
        end_counting(counted)
        if background is not None:
            background.terminate()
            background.wait()


def _run(host: str, port: int, workers: int) -> None:
    # Requests are answered side by side already; several threads for one small
    # product only wait for each other, and on a busy machine for long.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "medley.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
    ).serve()


def _check_free(host: str, port: int) -> None:
    """Refuse a port that is taken before anything is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise ConfigError(f"{host!r} is no address of this machine; try 127.0.0.1") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise UnavailableError(
                f"cannot listen at {host} port {port} ({error.strerror}); "
                f"stop what uses it or choose another: medley serve --port {port % 65535 + 1}"
            ) from None


def _check_rules() -> None:
    """Refuse to start with rules that cannot be followed; each fault names its line."""
    from medley.web.feed.rulebook import check_rules

    check_rules()


def _prepare_static() -> None:
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
