"""What a saved model says about itself: the file that is read before any other.

The manifest is JSON, so that it can be read without Medley, and carries its own
checksum: a changed figure is found like a changed array.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from medley.core.errors import ArtifactError

FORMAT_VERSION = 1
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of one saved model.

    Attributes
    ----------
    version : str
        Name of its folder, e.g. ``"20261121-101530-hybrid-3f2a9c"``; sorts by
        the time of saving.
    task, model : str
        Names in `medley.core.registry`.
    config : mapping
        The values of the model's config.
    snapshot : str
        Hash of the data it was fitted on, see `medley.data.snapshot`.
    seed : int
    created : str
        ISO 8601, UTC, with microseconds.
    medley, python : str
        Versions of the code that wrote it.
    libraries : mapping of str to str
        Versions of what the arrays depend on.
    vocabulary : mapping
        ``{"size": int, "sha256": str}`` of the packed item ids; empty where the
        model has no vocabulary.
    metrics : mapping
        ``{"ndcg@100": {"value": ..., "low": ..., "high": ...}, ...}``, measured
        on people that the model was not fitted on.
    files : mapping
        ``{name: {"sha256": str, "bytes": int}}`` of every other file.
    notes : mapping
        Plain values: how it was measured, why it was promoted or not.
    format_version : int
    """

    version: str
    task: str
    model: str
    config: Mapping[str, Any]
    snapshot: str
    seed: int
    created: str
    medley: str
    python: str
    libraries: Mapping[str, str]
    vocabulary: Mapping[str, Any]
    metrics: Mapping[str, Any]
    files: Mapping[str, Mapping[str, Any]]
    notes: Mapping[str, Any] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return asdict(self)

    def to_json(self) -> str:
        """Write the manifest as JSON with its checksum."""
        plain = self.as_dict()
        return json.dumps(
            plain | {"checksum": _checksum(plain)}, indent=2, ensure_ascii=False, allow_nan=False
        )


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises
    ------
    ArtifactError
        If the file is missing, no JSON, written by a newer Medley, or differs
        from what its checksum says.
    """
    try:
        plain = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ArtifactError(f"{path} is missing; train the model again") from None
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} is not readable JSON ({error}); train again") from error
    if not isinstance(plain, dict):
        raise ArtifactError(f"{path} holds a {type(plain).__name__}, not an object; train again")
    _check_format(path, plain.get("format_version"))
    checksum = plain.pop("checksum", None)
    names = {f.name for f in fields(Manifest)}
    if set(plain) != names:
        wrong = ", ".join(sorted(set(plain) ^ names))
        raise ArtifactError(f"{path} lacks or adds the keys {wrong}; train the model again")
    if checksum != _checksum(plain):
        raise ArtifactError(f"{path} was changed after it was written; train the model again")
    return Manifest(**plain)


def _check_format(path: Path, format_version: object) -> None:
    if not isinstance(format_version, int) or format_version < 1:
        raise ArtifactError(
            f"{path} has format version {format_version!r}, expected {FORMAT_VERSION}; train again"
        )
    if format_version > FORMAT_VERSION:
        raise ArtifactError(
            f"{path} has format version {format_version}, written by a newer Medley; this one "
            f"reads up to {FORMAT_VERSION}: update Medley or roll back to an older model"
        )


def _checksum(plain: Mapping[str, Any]) -> str:
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
