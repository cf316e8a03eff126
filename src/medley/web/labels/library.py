"""Songs of the library as the pages of labels show and play them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from medley.core.errors import UnavailableError
from medley.data.sound import Sound
from medley.features.heard_songs import HeardSongs
from medley.web.catalog.models import Item
from medley.web.labels.models import FileState, SongFile

FOUND_AT_ONCE = 20


def heard_songs() -> HeardSongs:
    """What was heard of the library; one file is heard at a time, in this process."""
    return HeardSongs(Path(settings.MEDLEY_HOME) / "sounds", processes=1)


def songs() -> QuerySet[Item]:
    """The songs whose file is there and that are not hidden."""
    files = SongFile.objects.filter(state=FileState.PRESENT).values("item_id")
    return Item.objects.filter(hidden=False, pk__in=files).select_related("creator")


def find_songs(words: str) -> list[Item]:
    """Look songs up by title or artist, the latest where nothing is asked."""
    rows = songs()
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(creator__name__icontains=word))
    return list(rows.order_by("-pk")[:FOUND_AT_ONCE])


def file_of_song(item: int) -> SongFile | None:
    """The file that a song is played from, None where none is there."""
    rows = SongFile.objects.filter(item_id=item, state=FileState.PRESENT).order_by("pk")
    return next((row for row in rows if Path(row.path).is_file()), None)


def sound_of_song(item: int) -> Sound:
    """What was heard in a song; it is heard again if that is no longer kept.

    Raises
    ------
    UnavailableError
        If its file is gone or cannot be heard.
    """
    heard = heard_songs()
    payloads = set(SongFile.objects.filter(item_id=item).values_list("payload", flat=True))
    for payload in filter(None, payloads):
        sound = heard.find(payload)
        if sound is not None:
            return sound
    file = file_of_song(item)
    if file is None:
        raise UnavailableError("the song's file is not there any more; import its folder again")
    unheard = heard.hear({file.payload: Path(file.path)})
    if unheard:
        raise UnavailableError(f"the song cannot be heard any more: {unheard[file.payload]}")
    return heard[file.payload]
