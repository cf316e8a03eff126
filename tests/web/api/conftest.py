"""Programs and people that call the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from medley.web.api.keys import make_key


class Program:
    """Calls the API with a bearer key and JSON bodies."""

    def __init__(self, key: str) -> None:
        self._client = Client(enforce_csrf_checks=True)
        self._headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        options: dict[str, Any] = {"headers": {**self._headers, **headers}}
        if body is not None:
            options |= {"data": body, "content_type": "application/json"}
        return getattr(self._client, method)(f"/api/v1{path}", **options)


@pytest.fixture
def program(db: object) -> Program:
    """A program of who runs the site: its key has all rights."""
    return Program(make_key("test")[1])


@pytest.fixture
def program_of(db: object) -> Callable[..., Program]:
    """Makes programs that act for an account."""
    return lambda user: Program(make_key("test", user)[1])
