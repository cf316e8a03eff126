"""Scripted visitors: they open the feed and like what suits them, over HTTP alone."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Collection
from http.cookiejar import CookieJar

CARD = re.compile(r'<article class="card[^"]*" id="item-(\d+)">.*?<h3><a[^>]*>([^<]+)</a>', re.S)
MORE = re.compile(r'href="(/feed/more\?cursor=[^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """A browser without scripts: cookies, pages and forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._open = urllib.request.build_opener(jar).open

    def get(self, path: str) -> str:
        """Open a page and give its HTML."""
        with self._open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def feed(self) -> list[str]:
        """Scroll through the whole feed and give the titles in their order."""
        page = self.get("/")
        titles = [title for _, title in CARD.findall(page)]
        while more := MORE.search(page):
            page = self.get(more[1].replace("&amp;", "&"))
            titles += [title for _, title in CARD.findall(page)]
        return titles

    def like(self, wanted: Collection[str]) -> int:
        """Like the wanted titles among the first two pages of the feed, and say how many."""
        page = self.get("/")
        token, more = TOKEN.search(page), MORE.search(page)
        assert token is not None
        found = CARD.findall(page)
        if more is not None:
            found += CARD.findall(self.get(more[1].replace("&amp;", "&")))
        liked = [pk for pk, title in found if title in wanted]
        for pk in liked:
            form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "next": "/"})
            request = urllib.request.Request(
                f"{self.address}/items/{pk}/like",
                form.encode(),
                # As htmx asks, so that the answer is the card and not the feed once more.
                {"HX-Request": "true", "Referer": self.address + "/"},
            )
            self._open(request, timeout=60).close()
        return len(liked)
