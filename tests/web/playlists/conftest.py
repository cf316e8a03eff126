"""Servers for the tests of the import, and a shelf of playlists."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers import mariadb_url, postgres_url
from tests.web.playlists.shelves import fill_shelf, train

from medley.web.playlists.composer import forget_models

__all__ = ["mariadb_url", "postgres_url", "shelf", "untrained_shelf"]


@pytest.fixture
def untrained_shelf(db: Path) -> Iterator[None]:
    """Playlists of four moods, and no model that learned from them."""
    forget_models()
    fill_shelf()
    yield
    forget_models()


@pytest.fixture
def shelf(untrained_shelf: None) -> str:
    """The same playlists, and the version of a model that learned from them."""
    return train()
