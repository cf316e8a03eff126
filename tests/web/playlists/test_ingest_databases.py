"""The same playlists give the same rows on SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import dump, environment, medley

LISTS = [
    {"id": "a", "title": "비 오는 날 ☔", "tags": ["밤", "A", "a", "😀", "😁"],
     "tracks": ["1", "A", "a", "😀", "😁", "1"], "followers": 2},
    {"id": "A", "title": "Capital letter", "tracks": ["1"]},
    {"id": "😀", "title": "'; DROP TABLE playlists_track; --", "tracks": [["100% \\", "Kim \""]]},
    {"id": "none", "title": "no tracks", "tracks": []},
    {"title": "no id", "tracks": [{"id": "1", "title": "Rain", "duration_s": 61.5, "year": 2001}]},
]  # fmt: skip
CHANGED = [LISTS[0] | {"tracks": ["a", "1"], "tags": ["밤"]}, *LISTS[1:]]
DUMP = """
import json
from medley.cli.django import setup
setup()
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist, PlaylistTag, Track
data = playlist_data()
print(json.dumps({
    "tracks": sorted(map(list, Track.objects.values_list(
        "key", "title", "artist", "duration_s", "year", "tags"))),
    "playlists": sorted(
        [p.key, p.title, p.source, p.followers,
         [e.track.key for e in p.entries.order_by("position").select_related("track")],
         [t.tag for t in p.tags.order_by("pk")]]
        for p in Playlist.objects.all()
    ),
    "data": [list(data.ids), data.entries.tolist(), data.starts.tolist(), list(data.tags)],
}))
"""


def written(path: Path, lists: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lists))
    return path


def run_all(tmp_path: Path, url: str) -> tuple[list[dict[str, Any]], Any]:
    env = environment(tmp_path / "home", url)
    reports = []
    for lists in (LISTS, LISTS, CHANGED):
        done = medley(env, "import", "playlists", written(tmp_path / "set.jsonl", lists), "--json")
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
    return reports, dump(env, DUMP)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Any]:
    return run_all(tmp_path_factory.mktemp("sqlite"), "")


def test_sqlite_holds_what_the_file_says(on_sqlite: tuple[list[dict[str, Any]], Any]) -> None:
    reports, held = on_sqlite
    assert [report["playlists"] for report in reports] == [4, 4, 4]
    assert [report["new_playlists"] for report in reports] == [4, 0, 0]
    assert [report["changed_playlists"] for report in reports] == [0, 0, 1]
    assert [report["new_tracks"] for report in reports] == [6, 0, 0]
    assert [report["bad_rows"] for report in reports] == [1, 1, 1]
    assert len(held["tracks"]) == 6
    assert ["set:1", "Rain", "", 61.5, 2001, []] in held["tracks"]
    by_key = {row[0]: row for row in held["playlists"]}
    assert by_key["set:a"][4:] == [["set:a", "set:1"], ["밤"]]
    assert by_key["set:A"][4] == ["set:1"]
    assert by_key["set:😀"][1] == "'; DROP TABLE playlists_track; --"


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_holds_the_same(
    server: str,
    on_sqlite: tuple[list[dict[str, Any]], Any],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    reports, held = run_all(tmp_path, request.getfixturevalue(server))
    same = ("playlists", "new_playlists", "changed_playlists", "entries", "new_tracks", "bad_rows")
    assert [[report[name] for name in same] for report in reports] == [
        [report[name] for name in same] for report in on_sqlite[0]
    ]
    assert held == on_sqlite[1]
