"""The options of `medley cover`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Title: TypeAlias = Annotated[
    str, typer.Argument(help="In Korean or English; empty paints no text.")
]
Output: TypeAlias = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write .jpg, .png or .webp.")
]
Seed: TypeAlias = Annotated[int, typer.Option(help="Another number, another cover.")]
Style: TypeAlias = Annotated[
    str,
    typer.Option(
        help="Fix parts of the scene: a place (sea), time (night), season (winter), "
        "weather (rain), mood (sad), tint (neon); by commas."
    ),
]
Energy: TypeAlias = Annotated[
    float | None, typer.Option(help="From 0, still, to 1, busy.", min=0.0, max=1.0)
]
Layout: TypeAlias = Annotated[
    str | None, typer.Option(help="foot, centre or side; by turns when left out.")
]
NoTitle: TypeAlias = Annotated[bool, typer.Option("--no-title", help="Paint no text.")]
Size: TypeAlias = Annotated[str, typer.Option(help="Width x height in pixels.")]
Tags: TypeAlias = Annotated[
    list[str] | None, typer.Option("--tag", help="A tag of the playlist; may be repeated.")
]
FontFiles: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option("--font", help="A font for letters that Pretendard lacks; may be repeated."),
]
DiffuserName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--diffuser",
        envvar="MEDLEY_DIFFUSER",
        help="A Stable-Diffusion-family pipeline, by path or name.",
    ),
]
TranslatorName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--translator",
        envvar="MEDLEY_TRANSLATOR",
        help="A model from Korean to English for its prompts, by path or name.",
    ),
]
Device: TypeAlias = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:N or mps.")]
Steps: TypeAlias = Annotated[int | None, typer.Option(help="How many steps it takes.", min=1)]
Explain: TypeAlias = Annotated[
    bool, typer.Option("--explain", help="Say what the title is taken for; paint nothing.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
