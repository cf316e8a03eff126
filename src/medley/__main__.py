"""Lets ``python -m medley`` stand for the ``medley`` command."""

from medley.cli.main import run

if __name__ == "__main__":
    run()
