"""Files of films become items with facts, scores, genres and posters, however often."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.made_films import poster, write_posters, write_table

from medley.core.errors import DataError
from medley.data.sources.film_folder import FilmFiles
from medley.web.catalog.models import CatalogueRevision, Category, ImportRun, Item
from medley.web.labels import film_writer, ingest_films
from medley.web.labels.film_dataset import film_data_from_database
from medley.web.labels.film_genres import film_genres_by_people, known_film_genres
from medley.web.labels.ingest_films import FilmReport
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.people.models import Person

Take = Callable[[Path], FilmReport]
HEADER = "imdb_id,title,genres,overview,runtime,release_date,vote_average,director,vote_count\n"
ALIEN = "tt0078748,Alien,Horror|Sci-Fi,A crew answers a call.,117,1979-05-25,8.1,Ridley Scott,9\n"


@pytest.fixture
def take(db: Path, tmp_path: Path) -> Take:
    def run(path: Path) -> FilmReport:
        files = FilmFiles(path)
        return ingest_films.ingest_films(
            files, fingerprint=files.fingerprint(), bad_rows=tmp_path / "bad.csv"
        )

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "films.csv"
    path.write_text(HEADER + ALIEN)
    return path


def alien() -> Item:
    return Item.objects.get(key="imdb:tt0078748")


def slugs(item: Item) -> set[str]:
    return {category.slug for category in item.categories.all()}


def say(item: Item, slug: str, state: LabelState, provenance: Provenance) -> None:
    person = Person.objects.get_or_create(key="user:1")[0]
    genre = Category.objects.get_or_create(slug=slug, defaults={"name_ko": slug, "name_en": slug})
    Label.objects.update_or_create(
        item=item,
        genre=genre[0],
        provenance=provenance,
        defaults={"state": state, "person": person, "at_ms": 9 * 10**12},
    )


def test_a_film_comes_with_its_facts_score_and_genres(take: Take, table: Path) -> None:
    done = take(table)
    assert (done.films, done.new_films, done.scored, done.bad_rows) == (1, 1, 1, 0)
    assert done.refused == {"vote_count": "votes are counted after the release"}
    item = alien()
    assert (item.kind, item.title, item.year, item.duration_s) == ("film", "Alien", 1979, 7020.0)
    assert item.creator is not None
    assert item.creator.name == "Ridley Scott"
    assert item.links == {"imdb": "tt0078748"}
    assert slugs(item) == {"horror", "science-fiction"}
    record = item.film
    assert (record.month, record.day, record.runtime_min, record.score) == (5, 25, 117.0, 81.0)
    assert (record.directors, record.provenance) == (["Ridley Scott"], "file")
    labels = Label.objects.filter(item=item).values_list("genre__slug", "provenance", "state")
    assert set(labels) == {
        ("horror", "file", "accepted"),
        ("science-fiction", "file", "accepted"),
    }


def test_a_second_import_changes_nothing(take: Take, tmp_path: Path) -> None:
    folder = write_posters(tmp_path / "posters", 30)
    first = take(folder)
    assert (first.new_films, first.pictures) == (30, 30)
    before = list(Item.objects.values_list("key", "updated_ms"))
    revision = CatalogueRevision.current()
    again = take(folder)
    assert (again.films, again.new_films, again.changed_films) == (30, 0, 0)
    assert list(Item.objects.values_list("key", "updated_ms")) == before
    assert CatalogueRevision.current() == revision


def test_the_list_that_brought_a_film_may_change_what_it_says(take: Take, table: Path) -> None:
    take(table)
    table.write_text(HEADER + ALIEN.replace("8.1", "8.4").replace("Horror|", "Thriller|"))
    assert take(table).changed_films == 1
    assert alien().film.score == 84.0
    assert slugs(alien()) == {"science-fiction", "thriller"}


def test_another_list_fills_gaps_and_adds_genres(take: Take, table: Path, tmp_path: Path) -> None:
    table.write_text(HEADER + "tt0078748,Alien,Horror,A crew.,,,0,,\n")
    take(table)
    assert alien().film.score is None
    other = tmp_path / "other.csv"
    other.write_text("imdb_id,title,genres,score,runtime\ntt0078748,ALIEN,Thriller,70,117\n")
    assert take(other).changed_films == 1
    record = alien().film
    assert (record.title, record.score, record.runtime_min) == ("Alien", 70.0, 117.0)
    assert known_film_genres()[alien().pk] == ("horror", "thriller")
    assert record.sources == ["films.csv", "other.csv"]
    assert take(table).changed_films == 0
    assert take(other).changed_films == 0


def test_a_film_of_the_catalogue_is_found_and_keeps_what_it_says(take: Take, table: Path) -> None:
    drama = Category.objects.create(slug="drama", name_ko="드라마", name_en="Drama", family="film")
    known = Item.objects.create(
        key="movielens:1214",
        kind="film",
        title="Alien",
        description="Tags: space",
        year=1979,
        links={"imdb": "tt0078748"},
    )
    known.categories.add(drama)
    done = take(table)
    assert (done.new_films, done.changed_films) == (0, 1)
    known.refresh_from_db()
    assert (known.description, known.duration_s) == ("Tags: space", 7020.0)
    assert slugs(known) == {"drama"}
    assert known.film.overview == "A crew answers a call."
    assert take(table).changed_films == 0


def test_what_people_said_of_genres_outranks_files(take: Take, table: Path) -> None:
    take(table)
    say(alien(), "horror", LabelState.REJECTED, Provenance.FILE)
    say(alien(), "thriller", LabelState.ACCEPTED, Provenance.HUMAN)
    say(alien(), "comedy", LabelState.REJECTED, Provenance.MODEL)
    assert set(known_film_genres()[alien().pk]) == {"science-fiction", "thriller"}
    assert film_genres_by_people([alien().pk]).keys() == {alien().pk}
    table.write_text(HEADER + ALIEN.replace("8.1", "8.2"))
    take(table)
    assert set(known_film_genres()[alien().pk]) == {"science-fiction", "thriller"}
    assert slugs(alien()) == {"science-fiction", "thriller"}


def test_what_only_a_model_said_is_not_known(take: Take, table: Path) -> None:
    take(table)
    genre = Category.objects.create(slug="western", name_ko="w", name_en="w", family="film")
    Label.objects.create(item=alien(), genre=genre, provenance=Provenance.MODEL)
    assert "western" not in known_film_genres()[alien().pk]


def test_bad_rows_and_posters_are_set_aside_with_reasons(take: Take, tmp_path: Path) -> None:
    folder = write_posters(tmp_path / "posters", 2)
    with (folder / "posters.csv").open("a") as file:
        file.write("tt0000009,Drama,Late,Plot.,777\n")
        file.write("tt0000008,Drama,Text,Plot.,50\n")
    (folder / "images.zip").unlink()
    (folder / "tt0000001.jpg").write_bytes(poster(0))
    (folder / "tt0000008.jpg").write_text("dear diary")
    done = take(folder)
    assert (done.new_films, done.pictures, done.bad_rows) == (3, 1, 2)
    assert done.bad_rows_file is not None
    with done.bad_rows_file.open() as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert reasons == [
        "the score 777 lies outside 0 to 100",
        "without its poster: the picture cannot be opened: it is no JPEG, PNG, WebP, AVIF or GIF",
    ]


def test_an_import_that_was_stopped_goes_on(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_films, "IN_ONE_BATCH", 10)
    table = write_table(tmp_path / "films.csv", 40)
    write = film_writer.FilmWriter.write

    def fail(self: film_writer.FilmWriter, rows: list[object]) -> None:
        if Item.objects.count() >= 20:
            raise DataError("the power is gone")
        write(self, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(film_writer.FilmWriter, "write", fail)
    with pytest.raises(DataError):
        take(table)
    assert Item.objects.count() == 20
    monkeypatch.setattr(film_writer.FilmWriter, "write", write)
    done = take(table)
    assert (done.resumed_at, done.new_films, done.films) == (20, 40, 40)
    assert Item.objects.count() == 40
    assert ImportRun.objects.get().finished


def test_films_known_by_title_only_are_counted_and_not_taken(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("movieId,imdbId,tmdbId\n1,0114709,862\n")
    assert take(path).title_only == 1
    assert not Item.objects.exists()


def test_a_poster_without_a_title_is_shown_by_its_id_and_learned_from_without(
    take: Take, tmp_path: Path
) -> None:
    (tmp_path / "posters.csv").write_text("imdb_id,genres,title,movielens_id\ntt0000001,Drama,,\n")
    (tmp_path / "tt0000001.png").write_bytes(poster(0, "PNG"))
    take(tmp_path)
    assert Item.objects.get().title == "tt0000001"
    assert film_data_from_database().titles == ("",)


def test_the_database_gives_the_films_that_were_imported(take: Take, tmp_path: Path) -> None:
    take(write_posters(tmp_path / "posters", 9))
    item = Item.objects.order_by("pk")[0]
    say(item, "western", LabelState.ACCEPTED, Provenance.HUMAN)
    Item.objects.filter(pk=item.pk + 1).update(hidden=True)
    Item.objects.create(key="csv:1", kind="film", title="Bare")
    films = film_data_from_database()
    assert len(films) == 8
    assert films.genres.ids == ("comedy", "horror", "western")
    assert films.has_poster.all()
    assert films.labels[0].tolist() == [True, True, True]
    assert films.overviews[0].startswith("A story of ")
    assert np.isfinite(films.scores).all()
    assert films.posters[0] is not None
    assert len(set(films.groups.tolist())) == 8


def test_a_film_that_lost_its_poster_is_read_without(
    take: Take, home: Path, tmp_path: Path
) -> None:
    from django.conf import settings

    take(write_posters(tmp_path / "posters", 2))
    first = Item.objects.order_by("pk")[0]
    (Path(settings.MEDIA_ROOT) / first.picture).unlink()
    assert film_data_from_database().has_poster.tolist() == [False, True]
