"""Songs that people send: kept for a week, in a folder of their own, for them alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext as _

from medley.core.errors import UnavailableError
from medley.data.sound import Sound
from medley.features.audio import SoundCache
from medley.web.catalog.models import Category
from medley.web.clock import now_ms
from medley.web.labels.hearing_sent import UnheardError, hear_sent
from medley.web.labels.kept_uploads import LASTS_MS, folder_of, held_bytes, keep_latest, shown_name
from medley.web.labels.labeller import Answer, answer
from medley.web.labels.models_uploads import Upload, Verdict
from medley.web.labels.size_limit import MOST_BYTES
from medley.web.learning.outcomes import SONG
from medley.web.people.models import Person

KEPT = 20
"""So many files of one person; with one more the oldest goes."""
MOST_HELD_BYTES = 20 * 1024**3
"""Of all people together, so that nobody can fill the disk."""
_FILE, _HEARD = "song", "heard"
_PLAYABLE = ("audio/", "video/")


def take(person: Person, sent: UploadedFile | None, *, too_large: bool = False) -> Upload:
    """Keep and hear a file that a person sent.

    Parameters
    ----------
    person : Person
    sent : UploadedFile or None
    too_large : bool
        It was cut off on the way.

    Raises
    ------
    UnheardError
        If there is none, it is too large or too long, no sound can be heard in it, or
        there is no room; nothing is kept.
    """
    if too_large or (sent is not None and (sent.size or 0) > MOST_BYTES):
        limit = MOST_BYTES // (1024 * 1024)
        raise UnheardError(
            _("The file is larger than %(n)s MB. Send a shorter piece, or an MP3 of it.")
            % {"n": limit}
        )
    if sent is None:
        raise UnheardError(_("No file came. Choose a song first."))
    if held_bytes(Upload) + (sent.size or 0) > MOST_HELD_BYTES:
        raise UnheardError(_("Too many songs are kept here at the moment. Try again tomorrow."))
    now = now_ms()
    name = shown_name(sent.name or "") or "song"
    upload = Upload(person=person, name=name, size=sent.size or 0, created_ms=now)
    upload.expires_ms = now + LASTS_MS
    kind = sent.content_type or ""
    upload.content_type = kind[:80] if kind.startswith(_PLAYABLE) else ""
    folder = folder_of(upload)
    folder.mkdir(parents=True, mode=0o700)
    try:
        with (folder / _FILE).open("xb") as file:
            for chunk in sent.chunks():
                file.write(chunk)
        sound = hear_sent(folder / _FILE, name)
        SoundCache(folder).put(_HEARD, sound)
        upload.duration_s = sound.duration_s
        upload.answer = _written(sound, upload)
        upload.save()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    keep_latest(Upload, person, KEPT)
    return upload


def upload_of(person: Person | None, token: str) -> Upload:
    """Find a file of the person.

    Raises
    ------
    Http404
        If there is none, or its time is over; another person's is none.
    """
    found = Upload.objects.filter(person=person, token=token).select_related("genre").first()
    if person is None or found is None or found.expires_ms <= now_ms():
        raise Http404("there is no such file of yours")
    return found


def uploads_of(person: Person | None) -> list[Upload]:
    """The person's files, the latest first."""
    if person is None:
        return []
    rows = Upload.objects.filter(person=person, expires_ms__gt=now_ms())
    return list(rows.select_related("genre").order_by("-created_ms", "-pk"))


def sound_of(upload: Upload) -> Sound:
    """What was heard in a file; heard again if that is damaged."""
    cache = SoundCache(folder_of(upload))
    kept = cache.get(_HEARD)
    return kept if kept is not None else cache.put(_HEARD, hear_sent(file_of(upload), upload.name))


def answer_again(upload: Upload, found: Answer) -> None:
    """Write down what the present model says, unless the person had their word already."""
    if upload.verdict == Verdict.NONE and upload.answer.get("version") != found.version:
        upload.answer = answer_document(found)
        Upload.objects.filter(pk=upload.pk).update(answer=upload.answer)


def say(upload: Upload, genre: Category) -> None:
    """Label a file: accept what the model said first, or correct it."""
    heard = [row["genre"] for row in upload.answer.get("genres", ())]
    upload.verdict = Verdict.ACCEPTED if heard[:1] == [genre.slug] else Verdict.CORRECTED
    upload.genre, upload.labelled_ms = genre, now_ms()
    upload.save(update_fields=["verdict", "genre", "labelled_ms"])


def unsay(upload: Upload) -> None:
    """Take the person's label back."""
    upload.verdict, upload.genre, upload.labelled_ms = Verdict.NONE, None, 0
    upload.save(update_fields=["verdict", "genre", "labelled_ms"])


def uploads_document(person: Person) -> list[dict[str, Any]]:
    """Lay out what a person sent, without the sound itself."""
    return [
        {
            "name": one.name,
            "duration_s": one.duration_s,
            "answer": one.answer,
            "genre": one.genre.slug if one.genre else None,
            "verdict": one.verdict or None,
            "labelled_ms": one.labelled_ms or None,
            "created_ms": one.created_ms,
            "expires_ms": one.expires_ms,
        }
        for one in uploads_of(person)
    ]


def answer_document(found: Answer) -> dict[str, Any]:
    """Lay an answer out as plain values."""
    return {
        "request_id": str(uuid4()),
        "version": found.version,
        "unsure": found.unsure,
        "unsure_below": round(found.unsure_below, 6),
        "fallback": found.fallback,
        "genres": [
            {"genre": slug, "probability": round(float(probability), 6)}
            for slug, probability in zip(found.genres, found.probabilities, strict=True)
        ],
    }


def file_of(upload: Upload) -> Path:
    """The file as it was sent."""
    return folder_of(upload) / _FILE


def _written(sound: Sound, upload: Upload) -> dict[str, Any]:
    try:
        found = answer(sound, f"{SONG}{upload.token}", person=upload.person_id)
        return answer_document(found)
    except UnavailableError:
        return {}
