"""Modules and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for folder in ("src", "benchmarks", "scripts", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
MODULE_LINES = 400
FUNCTION_LINES = 60
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

ALLOWED_MODULES: dict[str, str] = {}
ALLOWED_FUNCTIONS: dict[str, str] = {}


def test_modules_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in FILES
        if (lines := path.read_text().count("\n")) > MODULE_LINES
    }
    assert set(long) == set(ALLOWED_MODULES), long


def test_functions_are_short() -> None:
    long = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = code_lines(node)
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert set(long) == set(ALLOWED_FUNCTIONS), long


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Length of a function without its docstring."""
    start = node.body[0]
    documented = (
        isinstance(start, ast.Expr)
        and isinstance(start.value, ast.Constant)
        and isinstance(start.value.value, str)
    )
    doc = (start.end_lineno or 0) - start.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - doc


def test_names_say_something() -> None:
    assert [path for path in FILES if path.stem in SAYS_NOTHING] == []


def test_every_allowance_says_why() -> None:
    assert all({**ALLOWED_MODULES, **ALLOWED_FUNCTIONS}.values())
