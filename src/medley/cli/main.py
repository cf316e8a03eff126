"""The `medley` command: finds the sub-command, imports only that one.

`COMMANDS` names each command's function as ``"module:function"``. ``medley
--help`` reads nothing but this table, so that it starts without Django or any
numeric package.
"""

from __future__ import annotations

import difflib
import os
import sys
from importlib import import_module

import medley
from medley.core.errors import ConfigError, MedleyError

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("medley.cli.serve:serve", "Start the web app; the first run makes the database."),
    "worker": ("medley.cli.worker:worker", "Do what waits in the background; retrain what is due."),
    "demo": ("medley.cli.demo:demo", "Make the demo catalogue."),
    "import": (
        "medley.cli.import_:import_",
        "Import films, events, playlists, songs, labels or landmarks from files.",
    ),
    "train": ("medley.cli.train:train", "Fit a model, evaluate it, save it, promote it if better."),
    "compare": ("medley.cli.compare:compare", "Compare all models of a task on one split."),
    "evaluate": ("medley.cli.evaluate:evaluate", "Evaluate the champion on held-out data."),
    "models": ("medley.cli.models:models", "List versions of models; pin, try unseen, delete old."),
    "promote": ("medley.cli.promote:promote", "Make a version the champion."),
    "rollback": ("medley.cli.rollback:rollback", "Go back to the champion before this one."),
    "recommend": ("medley.cli.recommend:recommend", "Recommend items to a person."),
    "interests": (
        "medley.cli.interests:interests",
        "Give the probability of every category for a person.",
    ),
    "playlist": ("medley.cli.playlist:playlist", "Make a playlist from a title."),
    "cover": ("medley.cli.cover:cover", "Make a cover for a title."),
    "label": (
        "medley.cli.label:label",
        "Propose genres for songs and films; write them into songs when told to.",
    ),
    "label-errors": (
        "medley.cli.label_errors:label_errors",
        "List labels of songs and films that are probably wrong.",
    ),
    "export": ("medley.cli.export:export", "Write labels for Label Studio, or a person's data."),
    "erase-user": (
        "medley.cli.erase_user:erase_user",
        "Delete all that is kept about a person, and prove it.",
    ),
    "coach": (
        "medley.cli.coach:coach",
        "Count and judge the exercise in a video.",
    ),
    "similar": ("medley.cli.similar:similar", "List the items most like a given one."),
    "why": ("medley.cli.why:why", "Say why a person is shown an item, or why not."),
    "experiment": (
        "medley.cli.experiment:experiment",
        "Try several models or rules on a part of all people.",
    ),
    "operator": ("medley.cli.operator:operator", "Let an account see the operators' pages."),
    "key": ("medley.cli.key:key", "Make, list or revoke API keys for programs."),
    "doctor": (
        "medley.cli.doctor:doctor",
        "Say what is installed, what is missing, how to get it.",
    ),
}


HELP = """\
Usage: medley COMMAND [OPTIONS]

  Recommend, compose, label, coach and learn on your own machine.

  The catalogue, models and media live in the folder MEDLEY_HOME (by default
  ./medley-data). Commands with --json print one JSON document on standard
  output and nothing else. Exit codes: 0 done, 1 the job failed, 2 the call
  was wrong.

Commands:
{commands}

`medley COMMAND --help` explains a command. `medley --version` names this one.
"""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Errors that a user can meet become one line on standard error.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _dispatch(given)
        code = 0
    except ConfigError as error:
        code = _fail(str(error), 2)
    except MedleyError as error:
        code = _fail(str(error), 1)
    except KeyboardInterrupt:
        code = _fail("stopped", 130)
    except BrokenPipeError:
        # The reader went away (`medley models | head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def help_text() -> str:
    """List the commands with their summaries, importing none of them."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{summary}" for name, (_, summary) in COMMANDS.items()]
    return HELP.format(commands="\n".join(lines))


def _dispatch(given: list[str]) -> None:
    name = given[0] if given else "--help"
    if name in ("-h", "--help", "help"):
        sys.stdout.write(help_text())
    elif name in ("-V", "--version"):
        sys.stdout.write(f"medley {medley.__version__}\n")
    elif name in COMMANDS:
        _call(name, given[1:])
    else:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`medley --help` lists the commands"
        raise ConfigError(f"there is no command {name!r}; {hint}")


def _call(name: str, given: list[str]) -> None:
    """Import one command and run it; typer reports wrong options and exits with 2."""
    import typer

    path, summary = COMMANDS[name]
    module, _, attribute = path.partition(":")
    command = getattr(import_module(module), attribute)
    if isinstance(command, typer.Typer):
        app = command
    else:
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(short_help=summary)(command)
    try:
        app(given, prog_name=f"medley {name}")
    except SystemExit as stop:
        if stop.code not in (None, 0):
            raise


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"medley: {message}\n")
    return code
