"""`medley doctor`: what is installed, what is missing, how to get it.

With ``--json``::

    {"medley": "0.1.0", "python": "3.11.7", "healthy": true,
     "checks": [{"name": "numpy", "state": "ok", "found": "2.4.6", "mend": ""}, ...]}

``state`` is ``ok``, ``missing`` (needed; the exit code is 1) or ``absent`` (optional).
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

import medley
from medley.core.errors import MedleyError

REQUIRED = (
    "av",
    "Django",
    "django-ninja",
    "granian",
    "implicit",
    "matplotlib",
    "numpy",
    "pillow",
    "polars",
    "scikit-learn",
    "scipy",
)
OPTIONAL = {
    "mediapipe": "bodies in videos: pip install mediapipe==0.10.31 (Linux on x86-64, macOS on "
    "Apple silicon, Windows); landmark files and the webcam page work without it",
    "opentelemetry": "traces: pip install 'medley[otel]'",
    "prometheus_client": "metrics: pip install prometheus-client",
    "psycopg": "PostgreSQL: pip install 'medley[postgres]'",
    "pymysql": "MariaDB: pip install 'medley[mysql]'",
}
ASSETS = ("htmx.min.js", "tasks-vision/vision_bundle.mjs")
POSE_MODELS = ("lite", "full", "heavy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``state`` is ok, missing (needed) or absent (optional)."""

    name: str
    state: str
    found: str
    mend: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is installed, what is missing, and how to get it."""
    from medley.cli.output import print_json, print_table

    checks = [*_packages(), *_optional(), _assets(), _pose_models(), *_home()]
    healthy = all(check.state != "missing" for check in checks)
    if as_json:
        print_json(
            {
                "medley": medley.__version__,
                "python": platform.python_version(),
                "healthy": healthy,
                "checks": [asdict(check) for check in checks],
            }
        )
    else:
        rows = [(c.name, c.state, c.found, c.mend) for c in checks]
        title = f"medley {medley.__version__}, Python {platform.python_version()}"
        print_table(("what", "state", "found", "how to get it"), rows, title)
    if not healthy:
        sys.exit(1)


def _packages() -> list[Check]:
    checks = []
    for name in REQUIRED:
        try:
            checks.append(Check(name, "ok", version(name)))
        except PackageNotFoundError:
            checks.append(Check(name, "missing", "", f"pip install {name}"))
    return checks


def _optional() -> list[Check]:
    return [
        Check(name, "ok", "installed") if find_spec(name) else Check(name, "absent", "", mend)
        for name, mend in OPTIONAL.items()
    ]


def _assets() -> Check:
    folder = Path(medley.__file__).parent / "web" / "static" / "vendor"
    if all((folder / name).exists() for name in ASSETS):
        return Check("browser assets", "ok", "htmx, Pretendard, tasks-vision")
    mend = "make assets" if shutil.which("npm") else "install Node 20 or newer, then make assets"
    return Check("browser assets", "missing", "", mend)


def _pose_models() -> Check:
    folder = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
    kinds = [kind for kind in POSE_MODELS if (folder / f"pose_{kind}.task").exists()]
    if len(kinds) == len(POSE_MODELS):
        return Check("pose models", "ok", ", ".join(kinds))
    return Check("pose models", "missing", ", ".join(kinds), "make assets")


def _home() -> list[Check]:
    try:
        from medley.web.environment import read_environment

        environment = read_environment()
    except (MedleyError, OSError) as error:
        return [Check("settings", "missing", str(error), "mend the variable that is named")]
    home = environment.home
    writable = os.access(home, os.W_OK) or (not home.exists() and os.access(home.parent, os.W_OK))
    engine = environment.database["ENGINE"].rpartition(".")[2]
    return [
        Check("data folder", "ok", str(home))
        if writable
        else Check("data folder", "missing", str(home), "set MEDLEY_HOME to a writable folder"),
        Check("database", "ok", engine),
    ]
