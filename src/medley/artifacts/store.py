"""Saved models on disk: written whole or not at all, checked before they are used.

Layout, under the store's root::

    feed/20261121-101530-hybrid-3f2a9c/manifest.json
    feed/20261121-101530-hybrid-3f2a9c/arrays.npz
    feed/champion                         one line: the version that serves
    feed/champion.log                     one JSON object a line
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from medley import __version__
from medley.artifacts.champion import (
    Promotion,
    read_champion,
    read_log,
    served_before,
    sync_folder,
    write_champion,
)
from medley.artifacts.files import file_facts, read_arrays, write_arrays, write_flushed
from medley.artifacts.manifest import MANIFEST_NAME, Manifest, read_manifest
from medley.core.errors import ArtifactError, ConfigError
from medley.core.registry import model_class
from medley.core.registry import task as find_task
from medley.core.vocabulary import Vocabulary

ARRAYS_NAME = "arrays.npz"
_TEMPORARY = ".writing-"
_STALE_S = 3600.0
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_LIBRARIES = ("numpy", "scipy", "implicit", "scikit-learn")


class Store:
    """A folder of saved models.

    Parameters
    ----------
    root : Path
        Made when the first model is saved.

    Examples
    --------
    >>> import tempfile
    >>> Store(Path(tempfile.mkdtemp())).champion("feed") is None
    True
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def save(
        self,
        task: str,
        model_name: str,
        model: Any,
        *,
        metrics: Mapping[str, Any],
        snapshot: str,
        seed: int,
        notes: Mapping[str, Any] | None = None,
    ) -> str:
        """Save a fitted model as a version of its own.

        It is written into a hidden folder beside, flushed, and renamed: readers
        see all of it or nothing, whatever happens in between.

        Parameters
        ----------
        task, model_name : str
            Names in the registry.
        model : Model
            Fitted.
        metrics, notes : mapping
            Plain JSON values, see `Manifest`.
        snapshot : str
            Hash of the data.
        seed : int

        Returns
        -------
        str
            The version.

        Raises
        ------
        ArtifactError
            If the model's state holds an array of objects.
        ConfigError
            If there is no such task.
        """
        folder = self._task_folder(task)
        folder.mkdir(parents=True, exist_ok=True)
        _clear_stale(folder)
        beside = folder / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}"
        beside.mkdir()
        try:
            created = datetime.now(UTC)
            version = f"{created:%Y%m%d-%H%M%S}-{_slug(model_name)}-{secrets.token_hex(3)}"
            write_arrays(beside / ARRAYS_NAME, model.state())
            manifest = Manifest(
                version=version,
                task=task,
                model=model_name,
                config=asdict(model.config),
                snapshot=snapshot,
                seed=seed,
                created=created.isoformat(timespec="microseconds"),
                medley=__version__,
                python=platform.python_version(),
                libraries=_library_versions(),
                vocabulary=_vocabulary_facts(model),
                metrics=dict(metrics),
                files={ARRAYS_NAME: file_facts(beside / ARRAYS_NAME)},
                notes=dict(notes or {}),
            )
            write_flushed(beside / MANIFEST_NAME, manifest.to_json())
            sync_folder(beside)
            beside.rename(folder / version)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(folder)
        return version

    def load(self, task: str, version: str) -> tuple[Any, Manifest]:
        """Read a model back, after checking every byte of it.

        Raises
        ------
        ArtifactError
            If the version is missing, cut short, changed, written by a newer
            Medley, or of a model that is not registered.
        ConfigError
            If there is no such task.
        """
        manifest = self.verify(task, version)
        try:
            made = model_class(manifest.task, manifest.model)
        except (ConfigError, ImportError) as error:
            raise ArtifactError(
                f"version {version} was made by the model {manifest.model!r}, which is not "
                f"installed here ({error}); install it or roll back"
            ) from error
        model = made()
        model = made(_restore_config(model.config, manifest.config, version))
        try:
            model.restore(read_arrays(self._folder(task, version) / ARRAYS_NAME))
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise ArtifactError(
                f"version {version} does not fit the model {manifest.model!r} of Medley "
                f"{__version__} ({error}); train the model again"
            ) from error
        return model, manifest

    def manifest(self, task: str, version: str) -> Manifest:
        """Read a version's manifest without touching its arrays.

        Raises
        ------
        ArtifactError
            If it is missing, changed, or newer than this Medley.
        """
        folder = self._folder(task, version)
        if not folder.is_dir():
            raise ArtifactError(
                f"{task!r} has no version {version!r}; `medley models {task}` lists them"
            )
        manifest = read_manifest(folder / MANIFEST_NAME)
        if (manifest.task, manifest.version) != (task, version):
            raise ArtifactError(
                f"{folder} holds {manifest.task} {manifest.version}; it was renamed or copied"
            )
        return manifest

    def verify(self, task: str, version: str) -> Manifest:
        """Check every file of a version against its checksum.

        Raises
        ------
        ArtifactError
            If a file is missing, cut short or changed.
        """
        manifest = self.manifest(task, version)
        if ARRAYS_NAME not in manifest.files:
            raise ArtifactError(f"the manifest of {version} names no {ARRAYS_NAME}; train again")
        for name, expected in manifest.files.items():
            path = self._folder(task, version) / name
            if Path(name).name != name:
                raise ArtifactError(f"the manifest of {version} names a file outside: {name!r}")
            if not path.is_file():
                raise ArtifactError(f"{path} is missing; train again or roll back")
            if file_facts(path) != dict(expected):
                raise ArtifactError(
                    f"{path} differs from its checksum: it was cut short or changed; "
                    "train again or roll back"
                )
        return manifest

    def versions(self, task: str) -> list[Manifest]:
        """List what can be read of a task's versions, oldest first."""
        found = [m for _, m in self._scan(task) if isinstance(m, Manifest)]
        return sorted(found, key=lambda manifest: (manifest.created, manifest.version))

    def made_from(self, task: str, model: str, snapshot: str) -> str | None:
        """Look up a model's latest version, where it was made from this snapshot."""
        known = [version for version in self.versions(task) if version.model == model]
        return known[-1].version if known and known[-1].snapshot == snapshot else None

    def broken(self, task: str) -> dict[str, str]:
        """Name the versions that `versions` leaves out, with the reason."""
        return {name: str(m) for name, m in self._scan(task) if not isinstance(m, Manifest)}

    def champion(self, task: str) -> str | None:
        """Name the version that serves, None before the first promotion."""
        return read_champion(self._task_folder(task))

    def previous(self, task: str) -> str | None:
        """Name the version that a rollback returns to: the latest that still exists."""
        before = reversed(served_before(self._task_folder(task)))
        return next((v for v in before if self._folder(task, v).is_dir()), None)

    def promotions(self, task: str) -> list[Promotion]:
        """Read the log of promotions and rollbacks, oldest first."""
        return read_log(self._task_folder(task))

    def promote(self, task: str, version: str, reason: str) -> None:
        """Make a version serve, after checking every byte of it.

        Raises
        ------
        ArtifactError
            If the version is missing or damaged; the champion stays.
        """
        self.verify(task, version)
        if self.champion(task) != version:
            write_champion(self._task_folder(task), version, action="promote", reason=reason)

    def rollback(self, task: str, reason: str = "asked for") -> str:
        """Return to the version that served before, and name it.

        Raises
        ------
        ArtifactError
            If nothing served before, or that version is damaged.
        """
        version = self.previous(task)
        if version is None:
            raise ArtifactError(
                f"no version of {task!r} served before the present one; "
                f"see `medley models {task}` and promote one by name"
            )
        self.verify(task, version)
        write_champion(self._task_folder(task), version, action="rollback", reason=reason)
        return version

    def _task_folder(self, task: str) -> Path:
        return self.root / find_task(task).name

    def _folder(self, task: str, version: str) -> Path:
        if not _VERSION.fullmatch(version):
            raise ArtifactError(f"{version!r} is no version name; see `medley models {task}`")
        return self._task_folder(task) / version

    def _scan(self, task: str) -> list[tuple[str, Manifest | ArtifactError]]:
        folder = self._task_folder(task)
        names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        found: list[tuple[str, Manifest | ArtifactError]] = []
        for name in names:
            if name.startswith("."):
                continue
            try:
                found.append((name, self.manifest(task, name)))
            except ArtifactError as error:
                found.append((name, error))
        return found


def _vocabulary_facts(model: Any) -> dict[str, Any]:
    vocabulary = getattr(model, "vocabulary", None)
    if not isinstance(vocabulary, Vocabulary):
        return {}
    packed = vocabulary.encode().tobytes()
    return {"size": len(vocabulary), "sha256": hashlib.sha256(packed).hexdigest()}


def _library_versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            found[name] = installed_version(name)
        except PackageNotFoundError:
            continue
    return found


def _restore_config(template: Any, values: Mapping[str, Any], version: str) -> Any:
    """Rebuild a frozen config of the template's type from JSON values."""
    known = {f.name for f in fields(template)}
    if not known.issuperset(values):
        extra = ", ".join(sorted(set(values) - known))
        raise ArtifactError(
            f"version {version} has settings that {type(template).__name__} does not know: "
            f"{extra}; it was written by another Medley: train the model again"
        )
    made: dict[str, Any] = {}
    for name, value in values.items():
        present = getattr(template, name)
        if is_dataclass(present) and isinstance(value, Mapping):
            made[name] = _restore_config(present, value, version)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return type(template)(**made)


def _slug(model_name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", model_name.lower()).strip("-")[:40] or "model"


def _clear_stale(folder: Path) -> None:
    """Remove what a killed process left behind; a living one finishes within the hour."""
    for path in folder.glob(f"{_TEMPORARY}*"):
        try:
            old = time.time() - path.stat().st_mtime > _STALE_S
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(path, ignore_errors=True)
