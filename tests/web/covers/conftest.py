"""A shelf of playlists to make covers for, and a place where no diffusion process starts."""

from __future__ import annotations

from tests.web.playlists.conftest import shelf, untrained_shelf

__all__ = ["shelf", "untrained_shelf"]
