"""`medley cover TITLE`: a picture for a title, 1280x720, the title legible on it.

With ``--json``::

    {"path": "cover.jpg", "bytes": 412887, "title": "새벽 드라이브",
     "width": 1280, "height": 720, "seed": 7, "language": "ko",
     "scene": {"place": "road", "time": "dawn", "season": "autumn", "weather": "clear",
               "mood": "calm", "energy": 0.5, "tint": "natural"},
     "evidence": [
       {"part": "time", "value": "dawn", "phrase": "새벽", "source": "title"}, ...],
     "layout": "side", "lines": ["새벽", "드라이브"], "left_out": [], "shortened": false,
     "contrast": 7.31, "painter": "painter", "note": ""}

``evidence`` says what speaks for each part of the scene: its ``source`` is ``title``,
``emoji``, ``tag``, ``asked`` or ``chance``. ``contrast`` is the least one measured behind
the letters, null without text; ``left_out`` holds characters that no font at hand has.
``painter`` is ``painter`` or ``diffusion``; ``note`` says in words why a picture of the
diffusion model is not the one you got. With ``--explain`` there are ``title``, ``seed``,
``language``, ``scene`` and ``evidence`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.cli.cover_options import (
    AsJson,
    Device,
    DiffuserName,
    Energy,
    Explain,
    FontFiles,
    Layout,
    NoTitle,
    Output,
    Seed,
    Size,
    Steps,
    Style,
    Tags,
    Title,
    TranslatorName,
)

if TYPE_CHECKING:
    from PIL.Image import Image

    from medley.covers.cover import Cover, CoverRequest
    from medley.covers.reading import Reading


def cover(
    title: Title,
    output: Output = None,
    seed: Seed = 0,
    style: Style = "",
    energy: Energy = None,
    layout: Layout = None,
    no_title: NoTitle = False,
    size: Size = "1280x720",
    tag: Tags = None,
    font: FontFiles = None,
    diffuser: DiffuserName = None,
    translator: TranslatorName = None,
    device: Device = "auto",
    steps: Steps = None,
    explain: Explain = False,
    as_json: AsJson = False,
) -> None:
    """Make a cover for a title."""
    from medley.covers.cover import CoverRequest, read_request
    from medley.covers.style import overrides_of

    overrides = overrides_of(style) | ({} if energy is None else {"energy": energy})
    request = CoverRequest(
        title,
        tuple(tag or ()),
        seed,
        layout,  # type: ignore[arg-type]  # checked there
        not no_title,
        _size(size),
        overrides,
    )
    if explain:
        _explain(request, read_request(request), as_json=as_json)
    else:
        diffusion = Diffusion(diffuser, translator, device, steps) if diffuser else None
        _make(request, output, tuple(font or ()), diffusion, as_json=as_json)


@dataclass(frozen=True, slots=True)
class Diffusion:
    """How a diffusion model shall paint."""

    diffuser: str
    translator: str | None
    device: str
    steps: int | None


def _make(
    request: CoverRequest,
    output: Path | None,
    fonts: tuple[Path, ...],
    diffusion: Diffusion | None,
    *,
    as_json: bool,
) -> None:
    import medley
    from medley.cli.output import print_json, say
    from medley.core.errors import ConfigError
    from medley.covers.cover import make_cover
    from medley.covers.documents import cover_document
    from medley.covers.encode import encode, format_of
    from medley.covers.lettering.charmap import characters
    from medley.covers.lettering.fonts import Fonts

    if output is None:
        raise ConfigError("name the file to write: -o cover.jpg, or --explain to paint nothing")
    kind = format_of(output.suffix)
    _check_writable(output)
    for path in fonts:
        # A file that is no font is refused, also where the title does not need it.
        characters(path)
    background, note = None, ""
    if diffusion is not None:
        background, note = _diffused(request, diffusion, as_json=as_json)
    folder = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
    made = make_cover(request, Fonts(folder, fonts), background)
    data = encode(made.image, kind)
    _write(output, data)
    document: dict[str, Any] = {"path": str(output), "bytes": len(data)}
    document |= cover_document(request, made) | {"note": note}
    if as_json:
        print_json(document)
        return
    say(f"wrote {output}: {made.image.width}x{made.image.height}, {len(data):,} bytes")
    for said in (note, _left_out(made)):
        if said:
            say(said)


def _left_out(made: Cover) -> str:
    if not made.left_out:
        return ""
    return f"no font at hand has {' '.join(made.left_out)}; give one that has: --font FILE"


def _explain(request: CoverRequest, reading: Reading, *, as_json: bool) -> None:
    from medley.cli.output import print_json, print_table
    from medley.covers.documents import reading_document

    document: dict[str, Any] = {"title": request.title, "seed": request.seed}
    document |= reading_document(reading)
    if as_json:
        print_json(document)
        return
    why: dict[str, list[str]] = {}
    for one in reading.evidence:
        named = f"{one.phrase} ({one.source})" if one.phrase else one.source
        why.setdefault(one.part, []).append(named)
    rows = [
        (part, str(value), ", ".join(why.get(part, ["default"])))
        for part, value in document["scene"].items()
    ]
    print_table(("part", "value", "because of"), rows, request.title)


def _size(text: str) -> tuple[int, int]:
    from medley.core.errors import ConfigError

    sides = text.lower().split("x")
    if len(sides) != 2 or not all(one.isascii() and one.isdigit() for one in sides):
        raise ConfigError(f"the size {text!r} is none; give width x height, such as 1280x720")
    return int(sides[0][:9]), int(sides[1][:9])


def _check_writable(path: Path) -> None:
    """Refuse a path before anything is painted for it."""
    if not path.parent.is_dir() or path.is_dir():
        reason = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise _cannot_write(path, reason)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise _cannot_write(path, error.strerror or "the system refuses") from None


def _cannot_write(path: Path, reason: str) -> Exception:
    from medley.core.errors import UnavailableError

    return UnavailableError(
        f"cannot write {path}: {reason}; name a file in a folder that you may write to"
    )


def _diffused(
    request: CoverRequest, options: Diffusion, *, as_json: bool
) -> tuple[Image | None, str]:
    """Let a diffusion model paint; None and why where its picture cannot be had."""
    from contextlib import nullcontext

    from medley.cli.output import progress_bar
    from medley.covers.cover import read_request
    from medley.covers.diffusion.diffuser import load_diffuser

    scene = read_request(request).scene
    bar = nullcontext(None) if as_json else progress_bar()
    with bar as progress:
        if progress is not None:
            progress(0.0, "loading the model")
        diffuser = load_diffuser(
            options.diffuser,
            device=options.device,
            steps=options.steps,
            translator=options.translator,
        )
        made = diffuser.paint(
            diffuser.prompt(request.title, scene), request.size, request.seed, progress=progress
        )
    return (None if made.refused else made.image), made.note
