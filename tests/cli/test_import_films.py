"""`medley import films`: its answers and errors, and the same rows on every database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.made_films import poster, write_posters, write_table
from tests.servers import mariadb_url, postgres_url
from tests.web.catalog.imported import dump, environment, medley

__all__ = ["mariadb_url", "postgres_url"]
DUMP = """
import json
from medley.cli.django import setup
setup()
from medley.web.catalog.models import Item
from medley.web.labels.models import FilmName, FilmRecord, Label
print(json.dumps({
    "items": sorted([i.key, i.title, i.year, i.picture, sorted(c.slug for c in i.categories.all())]
        for i in Item.objects.all()),
    "records": sorted([r.item.key, r.title, r.overview, r.score, r.runtime_min, r.sources, r.lead]
        for r in FilmRecord.objects.all()),
    "names": sorted([n.key, n.item.key] for n in FilmName.objects.all()),
    "labels": sorted([l.item.key, l.genre.slug, l.provenance, l.state, l.position]
        for l in Label.objects.all()),
}))
"""


def make(folder: Path) -> Path:
    write_posters(folder / "posters", 5)
    table = write_table(folder / "films.csv", 5, start=5)
    with table.open("a", encoding="utf-8") as file:
        file.write("aB,x,y,z,1,2\n,어느 가족 😀,드라마,그들은 가족이다.,121,79\n")
        file.write(",어느 가족 🎬,드라마,다른 영화.,90,60\n")
    return folder


def run_all(tmp_path: Path, url: str = "") -> tuple[list[dict[str, Any]], Any]:
    env = environment(tmp_path / "home", url)
    folder = make(tmp_path / "films")
    reports = []
    for _ in range(2):
        done = medley(env, "import", "films", folder, "--json")
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(done.stdout))
    return reports, dump(env, DUMP)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Any]:
    return run_all(tmp_path_factory.mktemp("sqlite"))


def test_a_folder_is_imported_and_told(on_sqlite: tuple[list[dict[str, Any]], Any]) -> None:
    (first, second), held = on_sqlite
    assert [first[name] for name in ("new_films", "pictures", "scored", "bad_rows")] == [
        12,
        5,
        12,
        1,
    ]
    assert [second[name] for name in ("films", "new_films", "changed_films")] == [12, 0, 0]
    assert "no whole number" in Path(first["bad_rows_file"]).read_text()
    titles = [row[1] for row in held["items"]]
    assert {"어느 가족 😀", "어느 가족 🎬"} <= set(titles)
    assert len(held["items"]) == len(held["records"]) == 12


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_every_database_holds_the_same(
    server: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    on_sqlite: tuple[list[dict[str, Any]], Any],
) -> None:
    (first, second), held = run_all(tmp_path, request.getfixturevalue(server))
    assert held == on_sqlite[1]
    assert (first["new_films"], second["changed_films"]) == (12, 0)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("missing.csv",), 2, "does not exist"),
        (("songs.csv",), 1, "expected a table with title or imdb_id"),
        (("films.csv", "--namespace", "x"), 2, "films know only --json"),
        (("films.csv", "--what", "items"), 2, "films know only --json"),
        (("poster.jpg",), 1, "poster.jpg"),
    ],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "songs.csv").write_text("song,artist\n")
    write_table(tmp_path / "films.csv", 1)
    (tmp_path / "poster.jpg").write_bytes(poster(0))
    done = medley(
        environment(tmp_path / "home"), "import", "films", tmp_path / words[0], *words[1:]
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()
