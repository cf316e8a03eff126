"""A database server that goes away for a while: told in words, and back without a restart."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.servers import mariadb_url, postgres_url
from tests.web.catalog.imported import dump, environment
from tests.web.watching.wire import Wire

__all__ = ["mariadb_url", "postgres_url"]
VISIT = """
import json, sys
from medley.cli.django import setup
from tests.web.watching.wire import Wire
wire = Wire({server})
import os
url = os.environ["DATABASE_URL"]
os.environ["DATABASE_URL"] = url.replace(":{placeholder}/", f":{{wire.port}}/")
setup()
from django.db import close_old_connections
from django.test import Client
from medley.web.catalog.models import CatalogueRevision, Item
for n in range(3):
    Item.objects.create(key=f"db:{{n}}", kind="film", title=str(n))
CatalogueRevision.bump()
browser = Client(raise_request_exception=False)
told = []
def visit():
    told.append([])
    for address in ("/", "/api/v1/feed", "/api/v1/ready"):
        told[-1].append(browser.get(address).status_code)
        # At the end of a request, as a server does and the test client does not.
        close_old_connections()
visit()
wire.cut()
visit()
visit()
wire.mend()
visit()
print(json.dumps(told))
"""


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_pages_are_refused_in_words_and_then_answered_again(
    server: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    parts = urlsplit(request.getfixturevalue(server))
    place = 59_999
    netloc = parts.netloc.replace(f":{parts.port}", f":{place}")
    env = environment(tmp_path / "home", urlunsplit(parts._replace(netloc=netloc)))
    script = VISIT.format(server=parts.port, placeholder=place)
    ok, away = [200] * 3, [503] * 3
    told = dump(env | {"MEDLEY_HOSTS": "testserver"}, script)
    assert told == [ok, away, away, ok]


def test_a_wire_forwards_until_it_is_cut() -> None:
    import socket
    import threading

    echo = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            near, _ = echo.accept()
            near.sendall(near.recv(10).upper())

    threading.Thread(target=answer, daemon=True).start()
    wire = Wire(echo.getsockname()[1])

    def said() -> bytes:
        with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as end:
            end.sendall(b"hello")
            return end.recv(10)

    assert said() == b"HELLO"
    wire.cut()
    with pytest.raises(OSError, match="refused"):
        said()
    wire.mend()
    assert said() == b"HELLO"
