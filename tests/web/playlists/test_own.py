"""A kept playlist among what its person owns, as a browser's user finds it."""

from __future__ import annotations

import html
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from tests.web.playlists.pages import begin, do, look, songs

from medley.web.playlists.models import Playlist
from medley.web.playlists.own_lists import MOST_BYTES

Kept = tuple[Client, str, list[str]]


@pytest.fixture
def kept(relaxed_client: Client, shelf: str) -> Kept:
    """A browser, the address of its kept playlist, and the names of the songs."""
    made = do(relaxed_client, begin(relaxed_client, "rainy day", songs=6), "save")
    playlist = Playlist.objects.get(source="person")
    return relaxed_client, f"/playlists/{playlist.pk}", songs(made)


def artist(name: str) -> str:
    """Who sings a song of the shelf."""
    mood, number = name.rsplit(" No. ", 1)
    tag = {"Rainy Day": "Rain", "Sunny Drive": "Drive", "Deep Focus": "Focus"}.get(mood, "Jazz")
    return f"{tag} Singer {int(number) // 2}"


def upload(kept: Kept, name: str, content: str | bytes, **headers: str) -> Any:
    client, address, _ = kept
    data = content.encode() if isinstance(content, str) else content
    return client.post(f"{address}/own", {"list": SimpleUploadedFile(name, data)}, headers=headers)


def listed(page: str, heading: str) -> list[str]:
    """Names of the songs under a heading."""
    part = page.partition(f'aria-labelledby="{heading}"')[2].partition("</section>")[0]
    return re.findall(r"<li><b>([^<]+)</b>", part)


def as_list(kind: str, rows: list[tuple[str, str, str]]) -> str:
    """Write (title, artist, path) as a list of a kind."""
    if kind == "csv":
        return "\n".join(["title,artist,path", *(",".join(row) for row in rows)])
    if kind == "jsonl":
        names = ("title", "artist", "path")
        return "\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in rows)
    if kind == "jspf":
        tracks = [{"title": t, "creator": a, "location": [p]} for t, a, p in rows]
        return json.dumps({"playlist": {"title": "mine", "track": tracks}})
    if kind == "xspf":
        tracks = "".join(
            f"<track><title>{t}</title><creator>{a}</creator><location>{p}</location></track>"
            for t, a, p in rows
        )
        space = 'xmlns="http://xspf.org/ns/0/"'
        return f'<playlist version="1" {space}><trackList>{tracks}</trackList></playlist>'
    return "\n".join(["#EXTM3U", *(f"#EXTINF:9,{a} - {t}\n{p}" for t, a, p in rows)])


@pytest.mark.parametrize("kind", ["m3u8", "xspf", "jspf", "csv", "jsonl"])
def test_found_and_missing_are_told_and_the_own_files_downloaded(kept: Kept, kind: str) -> None:
    client, address, names = kept
    own = names[1:4]
    rows = [(name, artist(name), f"/music/{at}.flac") for at, name in enumerate(own)]
    page = upload(kept, f"mine.{kind}", as_list(kind, rows)).content.decode()
    assert "You own 3 of 6 songs" in page
    assert listed(page, "found-head") == own
    assert listed(page, "missing-head") == [names[0], *names[4:]]
    files = re.search(r'name="files" value="([^"]*)"', page)
    assert files
    answer = client.post(f"{address}/own.m3u8", {"files": html.unescape(files[1])})
    assert "rainy%20day.m3u8" in answer.headers["Content-Disposition"] or (
        'filename="rainy day.m3u8"' in answer.headers["Content-Disposition"]
    )
    lines = answer.content.decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [path for _, _, path in rows]


def test_another_take_says_so_and_a_song_without_a_path_goes_by_its_name(kept: Kept) -> None:
    client, address, names = kept
    name = names[0]
    csv = f"title,artist\n{name} (Live),{artist(name)}"
    page = html.unescape(upload(kept, "mine.csv", csv).content.decode())
    assert f"Another take or spelling: {artist(name)} – {name} (Live)" in page
    assert "1 song has no path in your list" in page
    files = re.search(r'name="files" value="(\{.*?\})"', page)
    assert files
    answer = client.post(f"{address}/own.m3u8", {"files": files[1]})
    assert f"{artist(name)} - {name}\n" in answer.content.decode()


def test_relative_paths_stay_as_they_are_written(kept: Kept) -> None:
    name = kept[2][0]
    page = upload(kept, "mine.m3u8", as_list("m3u8", [(name, artist(name), "../a b/x.mp3")]))
    assert '<code class="own-path">../a b/x.mp3</code>' in page.content.decode()


def test_rows_that_cannot_be_read_are_counted(kept: Kept) -> None:
    name = kept[2][0]
    page = upload(kept, "mine.csv", f"title,artist\n{name},{artist(name)}\none field\n")
    assert "1 row of the list could not be read" in page.content.decode()
    assert "Line 3" in page.content.decode()
    assert listed(page.content.decode(), "found-head") == [name]


def test_korean_tables_in_cp949(kept: Kept) -> None:
    answer = upload(kept, "내 음악.csv", "title,artist\n밤편지,아이유\n".encode("cp949"))
    assert answer.status_code == 200
    assert "You own 0 of 6 songs" in answer.content.decode()
    assert "None of these songs is in your list." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mine.exe", b"x", "is no M3U8, XSPF, JSPF, CSV or JSONL file"),
        ("mine", b"x", "is no M3U8, XSPF, JSPF, CSV or JSONL file"),
        ("mine.csv.gz", b"x", "is no M3U8, XSPF, JSPF, CSV or JSONL file"),
        ("mine.csv", b"", "is empty"),
        ("mine.csv", b"a,b\n1,2\n", "needs the columns title and artist"),
        ("mine.csv", b"title,artist\n", "holds no track"),
        ("mine.csv", b"title,artist\n\xff\xff,x\n", "neither UTF-8 nor CP949"),
        ("mine.csv", b"PK\x03\x04", "is packed; unpack it first"),
        ("mine.jsonl", b"\x1f\x8b\x08", "is packed; unpack it first"),
        ("mine.jsonl", b"{oops\n", "not JSON"),
        ("mine.jsonl", b"[" * 100_000, "cannot be read"),
        ("mine.jspf", b"{}", "cannot be read"),
        ("mine.xspf", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "cannot be read"),
        ("mine.m3u8", b"#EXT-X-TARGETDURATION:1\n", "segments of a stream"),
        ("mine.csv", b"x" * (MOST_BYTES + 1), "is larger than 10 MB"),
        ("mine.jsonl", b'{"title":"a","artist":"b"}\n' * 50_001, "more than 50,000 tracks"),
        ("<script>.exe", b"x", "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    kept: Kept, name: str, content: bytes, words: str
) -> None:
    answer = upload(kept, name, content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'id="own-fault" role="alert"' in page
    assert 'aria-invalid="true"' in page


def test_no_file_chosen(kept: Kept) -> None:
    client, address, _ = kept
    answer = client.post(f"{address}/own", {"list": ""})
    assert answer.status_code == 422
    assert "Choose a file first" in answer.content.decode()


def test_faults_are_told_in_korean(kept: Kept) -> None:
    page = upload(kept, "mine.csv", b"a,b\n", **{"Accept-Language": "ko"}).content.decode()
    assert "‘mine.csv’ 파일을 읽을 수 없어요" in page


def test_nothing_of_an_upload_is_left(kept: Kept, tmp_path: Path) -> None:
    name = kept[2][0]
    rows = [(name, artist(name), "/music/secret.flac"), *([("x" * 200, "y", "z")] * 15_000)]
    before = set(Path(tempfile.gettempdir()).glob("medley-own-*"))
    held = tmp_path / "uploads"
    held.mkdir()
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(held)):
        answer = upload(kept, "mine.jsonl", as_list("jsonl", rows))
        assert "/music/secret.flac" in answer.content.decode()
        answer.close()
    assert "no-store" in answer.headers["Cache-Control"]
    assert list(held.iterdir()) == []
    assert set(Path(tempfile.gettempdir()).glob("medley-own-*")) <= before


@pytest.mark.parametrize("files", ["", "[]", "nonsense", "[" * 100_000, '{"a": 1}'])
def test_damaged_files_are_refused_in_words(kept: Kept, files: str) -> None:
    client, address, _ = kept
    answer = client.post(f"{address}/own.m3u8", {"files": files}, follow=True)
    assert "The list of your files is damaged" in answer.content.decode()
    assert 'type="file"' in answer.content.decode()


def test_songs_of_no_concern_do_not_come(kept: Kept) -> None:
    client, address, _ = kept
    files = json.dumps({"shelf:jazz-39": "/x.mp3", "nope": "/y.mp3"})
    text = client.post(f"{address}/own.m3u8", {"files": files}).content.decode()
    assert "mp3" not in text


def test_it_is_for_the_owner_alone_and_needs_the_token(kept: Kept) -> None:
    _, address, _ = kept
    stranger, checked = Client(), Client(enforce_csrf_checks=True)
    assert stranger.get(f"{address}/own").status_code == 404
    for path in (f"{address}/own", f"{address}/own.m3u8"):
        assert stranger.post(path, {"files": "{}"}).status_code == 404
        assert checked.post(path, {"files": "{}"}).status_code == 403
    assert kept[0].get(f"{address}/own.m3u8").status_code == 405


def test_the_playlists_page_offers_it(kept: Kept) -> None:
    client, address, _ = kept
    page = look(client, address)
    assert f'action="{address}/own" enctype="multipart/form-data"' in page
    assert look(client, f"{address}/own").count('type="file"') == 1
    client.post(f"{address}/edit", {"do": "share"})
    token = Playlist.objects.get(source="person").share_token
    assert 'type="file"' not in look(Client(), f"/playlists/s/{token}")
