"""Imports point one way, and heavy packages load only where they are used."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "medley"
MODULES = sorted(PACKAGE.rglob("*.py"))
EDGE = ("cli", "web", "cluster")
HEAVY = (
    "av",
    "cornac",
    "diffusers",
    "implicit",
    "lightgbm",
    "matplotlib",
    "mediapipe",
    "onnxruntime",
    "polars",
    "pyspark",
    "scipy",
    "sklearn",
    "torch",
    "transformers",
)


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    "path", [m for m in MODULES if layer(m) not in EDGE], ids=lambda p: str(p.name)
)
def test_below_the_edge_nothing_reaches_outside(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imported_names(path)}
    assert not roots & {"django", "ninja", "sqlite3", "psycopg", "pymysql"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("os", "environ"), ("os", "getenv")}


def test_core_imports_nothing_but_numpy() -> None:
    allowed = set(sys.stdlib_module_names) | {"numpy", "medley"}
    for path in PACKAGE.joinpath("core").rglob("*.py"):
        names = imported_names(path)
        assert {name.partition(".")[0] for name in names} <= allowed, path
        assert all(n.startswith("medley.core") for n in names if n.startswith("medley")), path


def test_sibling_model_folders_never_import_each_other() -> None:
    folders = {path.name for path in PACKAGE.joinpath("models").iterdir() if path.is_dir()}
    for path in PACKAGE.joinpath("models").rglob("*.py"):
        own = path.relative_to(PACKAGE / "models").parts[0]
        # Not a task's folder, but the ground that the networks of all tasks stand on.
        others = folders - {own, "network"}
        for name in imported_names(path):
            assert not (name.startswith("medley.models.") and name.split(".")[2] in others), path


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        ("import medley", set()),
        ("from medley.cli.main import run\ntry:\n    run(['-h'])\nexcept SystemExit: pass", set()),
        ("import django\ndjango.setup()", set()),
        ("import django\ndjango.setup()\nimport medley.web.urls", {"scipy"}),
    ],
    ids=["import medley", "medley --help", "django.setup()", "urls"],
)
def test_heavy_packages_stay_out(statement: str, needed: set[str], tmp_path: Path) -> None:
    code = f"{statement}\nimport sys\nprint('LOADED', *sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {"MEDLEY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "medley.web.settings"},
    )
    loaded = set(ran.stdout.rpartition("LOADED")[2].split())
    assert "medley" in loaded
    assert loaded & set(HEAVY) <= needed
