"""Reading the playlist pages as a browser's user does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client


def begin(client: Client, title: str = "rainy day", **fields: Any) -> str:
    """Make a playlist and give the address of its page."""
    answer = client.post("/playlists/new", {"title": title, **fields})
    assert answer.status_code == 302, answer.status_code
    return str(answer.headers["Location"])


def do(client: Client, address: str, what: str, **fields: Any) -> str:
    """Do one thing to a playlist and give its page as it is then."""
    answer = client.post(f"{address}/edit", {"do": what, **fields}, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def look(client: Client, address: str) -> str:
    """Read a page."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def songs(html: str) -> list[str]:
    """Names of the songs, in their order."""
    return re.findall(r'class="song-text"><b>(?:<a[^>]*>)?([^<]+)', html)


def whys(html: str) -> list[str]:
    """Why each song is there."""
    return re.findall(r'<p class="song-why[^>]*>([^<]*)</p>', html)


def tags(html: str) -> list[str]:
    """The tags of the result."""
    return re.findall(r'<li class="tag">#([^<]+)', html)
