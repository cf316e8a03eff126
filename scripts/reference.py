"""Write docs/reference from the code: commands, settings, events, HTTP.

``--check`` writes nothing and fails where a page differs from the code.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by `make docs` from the code; edit the code instead. -->\n\n"


def commands_page() -> str:
    """The help of every command, as a terminal of 92 columns shows it."""
    from medley.cli.main import COMMANDS, help_text

    parts = [MADE, "# Commands\n\n```\n", help_text(), "```\n"]
    for name in COMMANDS:
        parts += [f"\n## medley {name}\n\n```\n", command_help(name), "```\n"]
    return "".join(parts)


def command_help(name: str) -> str:
    """One command's `--help`, and that of its sub-commands."""
    shown = _help(name)
    parts = [shown]
    for line in shown.splitlines():
        words = line.strip("│ ").split()
        if "Commands" in shown and line.startswith("│") and words and words[0].isalpha():
            sub = words[0]
            if shown.index(line) > shown.index("Commands"):
                parts.append(_help(name, sub))
    return "\n".join(parts)


def _help(*words: str) -> str:
    environment = os.environ | {
        "COLUMNS": "92",
        "TERMINAL_WIDTH": "92",
        "NO_COLOR": "1",
        "MEDLEY_HOME": tempfile.gettempdir(),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "medley", *words, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return "\n".join(line.rstrip() for line in ran.stdout.strip().splitlines()) + "\n"


def json_page() -> str:
    """What each command prints with ``--json``, from its module's docstring."""
    from medley.cli.main import COMMANDS

    parts = [MADE, "# JSON\n\nWith `--json` a command prints one document and nothing else.\n"]
    for name, (path, _) in COMMANDS.items():
        said = inspect.getdoc(import_module(path.partition(":")[0])) or ""
        _, found, rest = said.partition("\n\nWith ``--json``")
        if found:
            parts.append(f"\n## medley {name}\n\n{_as_markdown('With `--json`' + rest)}\n")
    return "".join(parts)


def _as_markdown(text: str) -> str:
    """Turn the literal blocks of a docstring into fenced ones."""
    lines, inside = [], False
    for line in text.splitlines():
        indented = line.startswith("    ")
        if indented and not inside:
            lines.append("```")
        if inside and line and not indented:
            lines[-1:] = ["```", ""]
        inside = indented or (inside and not line)
        lines.append(line[4:] if indented else line)
    if inside:
        lines.append("```")
    text = "\n".join(lines).replace("::\n", ":\n")
    return re.sub(r"(?<!`)``(?!`)", "`", text)


def settings_page() -> str:
    """The environment variables, from the module that reads them."""
    from medley.web import environment

    return f"{MADE}# Settings\n\n{_table(environment.__doc__)}\n"


def events_page() -> str:
    """The kinds of events and their weights."""
    from medley.data import signals

    _, _, rest = (signals.__doc__ or "").partition("\n\n")
    return f"{MADE}# Events\n\n{rest.strip()}\n"


def _table(docstring: str | None) -> str:
    lines = (docstring or "").splitlines()
    rows = [line.strip().replace("``", "`") for line in lines if line.strip().startswith("|")]
    return "\n".join(rows)


PAGES = {
    "commands.md": commands_page,
    "json.md": json_page,
    "settings.md": settings_page,
    "events.md": events_page,
}


def main() -> int:
    """Write the pages, or check them."""
    stale = []
    for name, make in PAGES.items():
        path = REFERENCE / name
        text = make()
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text)
    if "--check" in sys.argv and stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run `make docs`\n")
        return 1
    sys.stdout.write(f"docs/reference: {len(PAGES)} pages, {len(stale)} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
