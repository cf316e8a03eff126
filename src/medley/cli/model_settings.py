"""Settings of a model, given on the command line as NAME=VALUE."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from medley.core.errors import ConfigError

SetOptions: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A setting of the model, e.g. path=/srv/encoders/audio.onnx; may be repeated.",
    ),
]

_EXPECTED = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_TRUTHS = {"true": True, "false": False}


def configured(task: str, model: str, settings: Sequence[str]) -> Any:
    """Make a model's config from settings; what is not set keeps its default.

    A path that leads from the working folder to something there becomes absolute, for
    the server runs in a folder of its own.

    Returns
    -------
    dataclass or None
        None without settings.

    Raises
    ------
    ConfigError
        If there is no such model or setting, or a value is none that it takes.

    Examples
    --------
    >>> configured("song-genre", "mfcc-svm", ["reg=3"]).reg
    3.0
    """
    from dataclasses import replace

    from medley.core.registry import model_class

    default = model_class(task, model)().config
    held = _plain_values(default)
    changed: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not (name and equals):
            raise ConfigError(f"--set is {setting!r}; write NAME=VALUE, e.g. reg=3")
        if name not in held:
            known = ", ".join(held) or "none that can be set here"
            raise ConfigError(f"{model} has no setting {name!r}; it has {known}")
        changed[name] = _read(name, text, type(held[name]))
    return replace(default, **changed) if changed else None


def _plain_values(config: Any) -> dict[str, Any]:
    """Give the settings that a word can say; groups of settings are left to Python."""
    from dataclasses import fields

    values = {field.name: getattr(config, field.name) for field in fields(config)}
    return {name: value for name, value in values.items() if type(value) in _EXPECTED}


def _read(name: str, text: str, kind: type) -> Any:
    if kind is str:
        path = Path(text).expanduser()
        return str(path.absolute()) if text and path.exists() else text
    try:
        return _TRUTHS[text.lower()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        raise ConfigError(f"{name} is {text!r}; it must be {_EXPECTED[kind]}") from None
