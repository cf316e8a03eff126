"""The `medley` command: finds the sub-command, imports only that one.

`COMMANDS` names each command's function as ``"module:function"``. ``medley
--help`` reads nothing but this table, so that it starts without Django or any
numeric package.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click
import typer
from typer.main import get_command

import medley
from medley.core.errors import ConfigError, MedleyError

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("medley.cli.serve:serve", "Start the web app; the first run makes the database."),
    "demo": ("medley.cli.demo:demo", "Make the demo catalogue."),
    "import": ("medley.cli.import_:import_", "Import films, items or events from files."),
    "train": ("medley.cli.train:train", "Fit a model, evaluate it, save it, promote it if better."),
    "compare": ("medley.cli.compare:compare", "Compare all models of a task on one split."),
    "evaluate": ("medley.cli.evaluate:evaluate", "Evaluate the champion on held-out data."),
    "models": ("medley.cli.models:models", "List the versions of each task's models."),
    "promote": ("medley.cli.promote:promote", "Make a version the champion."),
    "rollback": ("medley.cli.rollback:rollback", "Go back to the champion before this one."),
    "recommend": ("medley.cli.recommend:recommend", "Recommend items to a person."),
    "similar": ("medley.cli.similar:similar", "List the items most like a given one."),
    "key": ("medley.cli.key:key", "Make, list or revoke API keys for programs."),
    "doctor": ("medley.cli.doctor:doctor", "Say what is installed, what is missing, how to get it."),
}


class LazyGroup(click.Group):
    """A group whose sub-commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        path, summary = COMMANDS[cmd_name]
        module, _, attribute = path.partition(":")
        return as_click(cmd_name, getattr(import_module(module), attribute), summary)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their summaries, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


def as_click(name: str, function: Any, summary: str = "") -> click.Command:
    """Turn a typer-style function, or a ready typer app, into a click command."""
    if isinstance(function, typer.Typer):
        app = function
    else:
        app = typer.Typer(add_completion=False)
        app.command(name, short_help=summary)(function)
    command: click.Command = get_command(app)
    command.name = name
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(medley.__version__, "-V", "--version", message="medley %(version)s")
def app() -> None:
    """Recommend, compose, label, coach and learn on your own machine.

    The catalogue, models and media live in the folder MEDLEY_HOME (by default
    ./medley-data). Commands with --json print one JSON document on standard
    output and nothing else. Exit codes: 0 done, 1 the job failed, 2 the call
    was wrong.
    """


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Errors that a user can meet become one line on standard error.
    """
    try:
        app.main(arguments, prog_name="medley", standalone_mode=False)
        code = 0
    except click.exceptions.Abort:
        code = _fail("stopped; nothing more was changed", 1)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except ConfigError as error:
        code = _fail(str(error), 2)
    except MedleyError as error:
        code = _fail(str(error), 1)
    except KeyboardInterrupt:
        code = _fail("stopped", 1)
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    click.echo(f"medley: {message}", err=True)
    return code
