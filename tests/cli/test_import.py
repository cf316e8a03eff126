"""`medley import`: its answers, exit codes, and hostile input, as processes."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest
from tests.web.catalog.imported import dump, environment, medley

from medley.artifacts.file_lock import file_lock


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return environment(tmp_path_factory.mktemp("home"))


def test_items_then_events_as_json(env: dict[str, str], tmp_path: Path) -> None:
    items = tmp_path / "items.csv"
    items.write_text("film_id,name\n1,One\n2,Two\n,No id\n")
    columns = ("--map", "item=film_id", "--map", "title=name", "--kind", "film")
    done = medley(env, "import", "csv", items, "--what", "items", *columns, "--no-train", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    bad = Path(report.pop("bad_rows_file"))
    assert report.pop("seconds") > 0
    assert report == {
        "source": "items",
        "items": 2,
        "people": 0,
        "events": 0,
        "pictures": 0,
        "new_items": 2,
        "new_events": 0,
        "pictures_without_film": 0,
        "bad_rows": 1,
        "resumed_at": 0,
        "trained": None,
    }
    assert bad.parent == Path(env["MEDLEY_HOME"]) / "imports"
    assert bad.read_text().splitlines()[1] == 'items.csv,4,the item id is empty,",No id"'

    events = tmp_path / "events.csv.gz"
    events.write_bytes(gzip.compress(b"person,item,kind\nann,1,like\nann,3,like\n"))
    done = medley(env, "import", "events", events, "--no-train")
    assert done.returncode == 0, done.stderr
    assert "Rows set aside, with the reason:" in done.stderr
    assert dump(env)["events"][0][:3] == ["csv:ann", "csv:1", "like"]


def test_events_are_learned_from(tmp_path: Path) -> None:
    """Without --no-train the feed's model is fitted and its version named."""
    env = environment(tmp_path / "home")
    (tmp_path / "movies.csv").write_text(
        "movieId,title,genres\n" + "".join(f"{n},Film {n} (2000),Drama\n" for n in range(1, 41))
    )
    (tmp_path / "ratings.csv").write_text(
        "userId,movieId,rating,timestamp\n"
        + "".join(
            f"{p},{(p * 7 + n * 3) % 40 + 1},5.0,{1_000_000_000 + n}\n"
            for p in range(1, 31)
            for n in range(12)
        )
    )
    done = medley(env, "import", "movielens", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    version = json.loads(done.stdout)["trained"]
    assert version
    assert (tmp_path / "home" / "models" / "feed" / version / "manifest.json").is_file()


def hostile(folder: Path) -> dict[str, tuple[list[str], int, str]]:
    """Call, exit code and what the one line must say."""
    (folder / "empty.csv").write_bytes(b"")
    (folder / "korean.csv").write_bytes("item,title\n1,영화\n".encode("cp949"))
    (folder / "plain.csv").write_text("item,title\n1,One\n")
    (folder / "cut.csv.gz").write_bytes(
        gzip.compress(b"item,title\n" + bytes(range(65, 91)) * 99)[:40]
    )
    (folder / "bomb.csv.gz").write_bytes(gzip.compress(bytes(1 << 20)) * 80)
    (folder / "movies.csv").write_text("movieId,title,genres\n1,One (2000),Drama\n")
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,5,1000000000\n")
    (folder / "posters.csv").write_text("imdb_id,movielens_id\ntt0000001,1\n")
    with zipfile.ZipFile(folder / "images.zip", "w") as packed:
        packed.writestr("tt0000001.png", b"x" * 1000)
    (folder / "images.zip").write_bytes((folder / "images.zip").read_bytes()[:-40])
    where = str(folder)
    return {
        "no such source": (["opera", where], 2, "use one of movielens"),
        "no such path": (["csv", f"{where}/absent.csv"], 2, "there is no file"),
        "no such folder": (
            ["movielens", f"{where}/absent"],
            2,
            "does not exist; expected a folder",
        ),
        "a file for a folder": (["movielens", f"{where}/plain.csv"], 2, "is no MovieLens folder"),
        "a folder for a file": (["csv", where], 2, "is a folder"),
        "a device": (["csv", "/dev/zero"], 2, "no ordinary file"),
        "a zip": (["csv", f"{where}/images.zip"], 2, "unpack it"),
        "empty": (["csv", f"{where}/empty.csv"], 1, "is empty"),
        "encoding": (["csv", f"{where}/korean.csv"], 1, "--encoding cp949"),
        "wrong map": (["csv", f"{where}/plain.csv", "--map", "title"], 2, "FIELD=COLUMN"),
        "absent column": (["csv", f"{where}/plain.csv", "--map", "title=x"], 1, "items need"),
        "namespace": (["csv", f"{where}/plain.csv", "--namespace", "user"], 2, "namespace"),
        "posters for csv": (["csv", f"{where}/plain.csv", "--posters", where], 2, "movielens"),
        "csv option": (["movielens", where, "--kind", "like"], 2, "for csv only"),
        "truncated gzip": (["csv", f"{where}/cut.csv.gz", "--what", "items"], 1, "truncated"),
        "gzip bomb": (["csv", f"{where}/bomb.csv.gz", "--what", "items"], 1, "200 times"),
        "truncated zip": (["movielens", where, "--posters", where], 1, "truncated or damaged zip"),
    }


def test_hostile_calls_are_one_line_and_write_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, because none of them may get as far as the database."""
    from medley.cli.main import run

    home = tmp_path / "home"
    monkeypatch.setenv("MEDLEY_HOME", str(home))
    (tmp_path / "files").mkdir()
    for name, (words, code, said) in hostile(tmp_path / "files").items():
        with pytest.raises(SystemExit) as stop:
            run(["import", *words])
        out, err = capfd.readouterr()
        assert stop.value.code == code, (name, err)
        assert said in err, (name, err)
        assert err.startswith("medley: "), (name, err)
        assert err.count("\n") == 1, (name, err)
        assert out == "", name
    assert not home.exists()


def test_the_same_is_not_imported_twice_at_once(tmp_path: Path) -> None:
    """The second is told who imports it, and writes nothing into the first one's bad rows."""
    env = environment(tmp_path / "home")
    items = tmp_path / "items.csv"
    items.write_text("item,title\n1,One\n,No id\n")
    command = ("import", "csv", items, "--what", "items", "--no-train")
    done = medley(env, *command, "--json")
    assert done.returncode == 0, done.stderr
    bad = Path(json.loads(done.stdout)["bad_rows_file"])
    before = bad.read_text()
    with file_lock(bad.with_name(f".{bad.name.removesuffix('.bad.csv')}.lock")):
        refused = medley(env, *command)
    assert refused.returncode == 1
    assert f"the same is being imported already by process {os.getpid()}" in refused.stderr
    assert bad.read_text() == before
    assert medley(env, *command).returncode == 0
