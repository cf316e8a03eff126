"""The cover of a playlist: painted square from its title and tags, as it was chosen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from medley.web.catalog.pictures import WIDTHS
from medley.web.covers.choice import CoverChoice
from medley.web.covers.painting import picture_response
from medley.web.playlists.models import Draft, Playlist


def choice_of(row: Playlist | Draft) -> CoverChoice:
    """What was chosen for the cover of a playlist."""
    return CoverChoice.from_dict(row.cover | {"seed": row.cover_seed})


def cover_response(
    request: HttpRequest, width: int, row: Playlist | Draft, tags: tuple[str, ...]
) -> HttpResponse:
    """Serve a cover ``width`` pixels wide and high, painted at its first use.

    Raises
    ------
    Http404
        If covers do not come in this size.
    """
    if width not in WIDTHS:
        raise Http404("covers come in other sizes")
    return picture_response(request, row.title, tags, choice_of(row), (width, width))
