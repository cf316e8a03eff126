"""Labels go to Label Studio and come back: what models say never becomes what people said."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests import made_films
from tests.web.labels.asked import ask_all
from tests.web.labels.film_shelves import film_library, filmed, unfilmed
from tests.web.labels.shelves import library, trained, untrained

from medley.core.errors import ConfigError, DataError
from medley.data.sources.label_studio import LabelStudioTasks
from medley.web.catalog.models import Item
from medley.web.labels.film_genres import film_genres_by_people, known_film_genres
from medley.web.labels.film_saying import genres_named, say
from medley.web.labels.known import known_genres
from medley.web.labels.label_studio import Addresses, LabelsReport, take_labels, tasks
from medley.web.labels.models import Label
from medley.web.people.models import Person

__all__ = ["film_library", "filmed", "library", "trained", "unfilmed", "untrained"]
pytestmark = pytest.mark.usefixtures("unfilmed")


def film(items: list[Item], number: int) -> Item:
    return next(item for item in items if item.title == made_films.title(number))


def exported(key: str, *choices: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """A task as Label Studio 1.13 exports it, with all that it adds of its own."""
    annotation = {
        "id": 100 + number,
        "completed_by": {"id": 7, "email": "ann@example.org", "first_name": "Ann"},
        "result": [
            {
                "value": {"choices": list(choices)},
                "id": "qL0p_x3a1B",
                "from_name": "genre",
                "to_name": "image",
                "type": "choices",
                "origin": "manual",
            }
        ],
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2126-11-20T10:01:02.345678Z",
        "updated_at": "2126-11-20T10:01:02.345699Z",
        "draft_created_at": None,
        "lead_time": 12.4,
        "prediction": {},
        "result_count": 1,
        "unique_id": "3f0c1b0e-5f0e-4a77-9b43-0d44c0f6a001",
        "import_id": None,
        "last_action": None,
        "task": number,
        "project": 1,
        "updated_by": 7,
        "parent_prediction": None,
        "parent_annotation": None,
    }
    return {
        "id": number,
        "annotations": [annotation | more],
        "file_upload": "a1b2c3d4-tasks.json",
        "drafts": [],
        "predictions": [
            {
                "id": 5,
                "model_version": "20261121-114002-fused-91be02",
                "score": 0.9,
                "result": [annotation["result"][0] | {"value": {"choices": ["western"]}}],
            }
        ],
        "data": {"medley_id": key, "kind": "film", "title": "Alien", "image": "/data/x.webp"},
        "meta": {},
        "created_at": "2126-11-20T09:00:00.000000Z",
        "updated_at": "2126-11-20T10:01:02.400000Z",
        "inner_id": number,
        "total_annotations": 1,
        "cancelled_annotations": 0,
        "total_predictions": 1,
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": 1,
        "updated_by": 7,
        "comment_authors": [],
    }


def take(folder: Path, *rows: Any) -> LabelsReport:
    path = folder / "tasks.json"
    path.write_text(json.dumps(rows, indent=1))
    return take_labels(LabelStudioTasks(path), folder / "bad.csv")


class TestExport:
    def test_models_predict_people_annotate_and_files_do_neither(
        self, film_library: list[Item], filmed: str
    ) -> None:
        guessed, decided = film(film_library, 1), film(film_library, 2)
        for item in (guessed, decided):
            Label.objects.filter(item=item).delete()
            item.categories.clear()
        assert ask_all("film").done == 2
        person = Person.objects.create(key="user:9")
        say(decided, genres_named(["drama", "western"], may_make=True), person)
        found = {task["data"]["medley_id"]: task for task in tasks("film", Addresses())}
        assert len(found) == len(film_library)
        task = found[guessed.key]
        assert task["annotations"] == []
        (prediction,) = task["predictions"]
        assert prediction["model_version"] == filmed
        assert 0 < prediction["score"] <= 1
        (result,) = prediction["result"]
        assert (result["from_name"], result["to_name"], result["type"]) == (
            "genre", "image", "choices",
        )  # fmt: skip
        assert result["value"]["choices"] == ["horror"]
        assert task["data"]["text"] == made_films.overview(1)
        assert task["data"]["image"].startswith("/data/local-files/?d=")
        (annotation,) = found[decided.key]["annotations"]
        assert set(annotation["result"][0]["value"]["choices"]) == {"drama", "western"}
        assert found[decided.key]["predictions"][0]["result"][0]["value"]["choices"] == ["western"]
        by_file = found[film(film_library, 3).key]
        assert (by_file["predictions"], by_file["annotations"]) == ([], [])
        assert by_file["data"]["genres_of_file"] == ["comedy"]

    def test_songs_are_heard_where_the_site_plays_them(
        self, library: list[Item], trained: str
    ) -> None:
        ask_all("song")
        found = list(tasks("song", Addresses("https://medley.example/")))
        assert [task["data"]["medley_id"] for task in found] == [
            item.key for item in sorted(library, key=lambda item: item.pk)
        ]
        for task in found:
            assert task["data"]["audio"].startswith("https://medley.example/labels/songs/")
            assert task["predictions"][0]["model_version"] == trained
            assert task["annotations"] == []

    def test_a_file_elsewhere_says_which_option_mends_it(
        self, film_library: list[Item], tmp_path: Path
    ) -> None:
        with pytest.raises(ConfigError, match="--files-root"):
            list(tasks("film", Addresses(root=tmp_path / "elsewhere")))


class TestImport:
    def test_annotations_become_labels_of_people_and_predictions_none(
        self, film_library: list[Item], tmp_path: Path
    ) -> None:
        item = film(film_library, 1)
        done = take(tmp_path, exported(item.key, "comedy", "Drama"))
        assert (done.tasks, done.labelled, done.bad_rows) == (1, 1, 0)
        assert set(film_genres_by_people([item.pk])[item.pk]) == {"comedy", "drama"}
        assert not Label.objects.filter(provenance="model").exists()
        assert not Label.objects.filter(item=item, genre__slug="western").exists()
        labels = Label.objects.filter(item=item, provenance="human", state="accepted")
        assert {one.person.key for one in labels if one.person} == {"label-studio:7"}

    def test_what_was_exported_comes_back_unchanged(
        self, film_library: list[Item], filmed: str, tmp_path: Path
    ) -> None:
        item = film(film_library, 1)
        say(item, genres_named(["comedy"]), Person.objects.create(key="user:9"))
        before = list(Label.objects.order_by("pk").values())
        done = take(tmp_path, *tasks("film", Addresses()))
        assert (done.unchanged, done.unlabelled) == (1, len(film_library) - 1)
        assert (done.labelled, done.bad_rows) == (0, 0)
        assert list(Label.objects.order_by("pk").values()) == before
        assert filmed

    def test_it_may_be_repeated_and_does_not_overrule_a_later_word(
        self, film_library: list[Item], tmp_path: Path
    ) -> None:
        item = film(film_library, 1)
        assert take(tmp_path, exported(item.key, "comedy")).labelled == 1
        assert take(tmp_path, exported(item.key, "comedy")).unchanged == 1
        old = exported(item.key, "western", updated_at="2020-01-01T00:00:00Z")
        assert take(tmp_path, old).older == 1
        assert known_film_genres([item.pk])[item.pk] == ("comedy",)

    def test_the_latest_annotation_counts_and_skipped_ones_do_not(
        self, film_library: list[Item], tmp_path: Path
    ) -> None:
        item, other = film(film_library, 1), film(film_library, 2)
        task = exported(item.key, "comedy")
        earlier = exported(item.key, "drama", updated_at="2126-11-19T00:00:00Z")
        skipped = exported(item.key, "western", was_cancelled=True)
        task["annotations"] = [
            *task["annotations"], *earlier["annotations"], *skipped["annotations"],
        ]  # fmt: skip
        done = take(tmp_path, task, exported(other.key, "drama", was_cancelled=True))
        assert (done.labelled, done.unlabelled) == (1, 1)
        assert film_genres_by_people() == {item.pk: ("comedy",)}

    def test_songs_take_one_genre(
        self, library: list[Item], untrained: Path, tmp_path: Path
    ) -> None:
        one, two = library[:2]
        done = take(tmp_path, exported(one.key, "재즈"), exported(two.key, "jazz", "rock"))
        assert (done.labelled, done.bad_rows) == (1, 1)
        assert known_genres([one.pk, two.pk]) == {one.pk: "jazz"}
        assert "a song has one genre; 2 are chosen" in (tmp_path / "bad.csv").read_text()

    def test_bad_rows_are_set_aside_with_line_and_reason(
        self, film_library: list[Item], tmp_path: Path
    ) -> None:
        item = film(film_library, 1)
        minimal = {"id": 1, "data": {"medley_id": item.key}, "genre": "horror"}
        nameless = exported(item.key, "comedy") | {"data": {"image": "a.jpg"}}
        wrong = exported(item.key, "comedy")
        wrong["annotations"][0]["result"] = [{"type": "choices", "value": {"choices": "comedy"}}]
        done = take(
            tmp_path,
            exported("imdb:tt9999999", "comedy"), exported(item.key, "Klezmer opera"),
            exported(item.key), minimal, nameless, wrong, "task", None,
            exported(item.key, "comedy"),
        )  # fmt: skip
        assert (done.tasks, done.labelled, done.bad_rows) == (9, 1, 8)
        with (tmp_path / "bad.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        for row, words in zip(
            rows,
            ("no song or film 'imdb:tt9999999'", "no genre “Klezmer opera”", "chooses no genre",
             "not as JSON-MIN", "no `medley_id`", "no list of genres", "is a str", "is null"),
            strict=True,
        ):  # fmt: skip
            assert words in row["reason"]
        lines = [int(row["line"]) for row in rows]
        assert lines == sorted(lines)
        assert lines[0] == 2

    def test_a_file_that_is_no_json_is_one_error(self, tmp_path: Path) -> None:
        path = tmp_path / "tasks.json"
        path.write_text('[{"data": ')
        with pytest.raises(DataError, match=r"tasks\.json"):
            take_labels(LabelStudioTasks(path), tmp_path / "bad.csv")
        with pytest.raises(ConfigError, match="does not exist"):
            LabelStudioTasks(tmp_path / "none.json")
