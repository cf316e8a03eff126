"""A film of the catalogue: everybody may look, labellers say which genres it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from tests import made_films
from tests.web.labels.film_shelves import film_library, filmed, unfilmed
from tests.web.labels.shelves import labeller, look

from medley.web.catalog.models import Category, Item
from medley.web.labels import film_looks
from medley.web.labels.film_dataset import film_data_from_database
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_looks import place_posters
from medley.web.labels.models import Label

__all__ = ["film_library", "filmed", "labeller", "unfilmed"]
pytestmark = pytest.mark.usefixtures("filmed")


def film(library: list[Item], number: int) -> Item:
    return next(item for item in library if item.title == made_films.title(number))


def known(item: Item) -> set[str]:
    return set(known_film_genres([item.pk])[item.pk])


class TestLooking:
    def test_films_are_found_by_title(self, client: Client, film_library: list[Item]) -> None:
        html = look(client, f"/labels/films?film={made_films.title(3)}")
        assert re.findall(r'href="(/labels/films/\d+)"', html) == [
            f"/labels/films/{film(film_library, 3).pk}"
        ]
        assert "No film of the catalogue" in look(client, "/labels/films?film=qqqq")

    def test_everybody_sees_what_the_models_say(
        self, client: Client, film_library: list[Item]
    ) -> None:
        item = film(film_library, 1)
        html = look(client, f"/labels/films/{item.pk}?show=horror")
        assert "Horror" in html
        assert "Its audience gave it 41." in html
        assert f"/labels/films/{item.pk}/heat/horror.webp" in html
        assert client.get(f"/labels/films/{item.pk}/heat/horror.webp").status_code == 200
        assert "Keep the ticked genres" not in html

    def test_films_alike_are_others(self, client: Client, film_library: list[Item]) -> None:
        item = film(film_library, 4)
        html = look(client, f"/labels/films/{item.pk}")
        near = html[html.index("Similar posters") :]
        assert f'href="/labels/films/{item.pk}"' not in near
        first = re.findall(r"<b>([^<]+)</b>", near)[0]
        assert 1 in made_films.genres_of([made_films.title(n) for n in range(12)].index(first))

    def test_a_hidden_film_and_a_song_are_not_there(
        self, client: Client, film_library: list[Item]
    ) -> None:
        item = film_library[0]
        Item.objects.filter(pk=item.pk).update(hidden=True)
        assert client.get(f"/labels/films/{item.pk}").status_code == 404

    def test_a_poster_that_is_gone_is_none(
        self, client: Client, film_library: list[Item], unfilmed: Path
    ) -> None:
        item = film_library[0]
        (unfilmed / "media" / item.picture).unlink()
        html = look(client, f"/labels/films/{item.pk}?show=horror")
        assert "poster-heat" not in html

    def test_places_are_worked_out_once_and_read_again(
        self, film_library: list[Item], unfilmed: Path
    ) -> None:
        assert place_posters(0.0) == len(film_library)
        assert place_posters() == 0
        (kept,) = (unfilmed / "posters").iterdir()
        film_looks.forget_places()
        assert place_posters(0.0) == 0
        kept.write_bytes(b"torn")
        film_looks.forget_places()
        assert place_posters(0.0) == len(film_library)


class TestSaying:
    def test_others_may_not(self, relaxed_client: Client, film_library: list[Item]) -> None:
        path = f"/labels/films/{film_library[0].pk}/say"
        assert relaxed_client.post(path, {"genre": ["drama"]}).status_code == 403

    def test_several_genres_outrank_the_file_and_are_taken_back(
        self, labeller: Client, film_library: list[Item]
    ) -> None:
        item = film(film_library, 1)
        assert known(item) == {"horror"}
        path = f"/labels/films/{item.pk}"
        assert labeller.post(f"{path}/say", {"genre": ["comedy", "western"]}).status_code == 302
        assert known(item) == {"comedy", "western"}
        assert {one.slug for one in item.categories.all()} == {"comedy", "western"}
        html = look(labeller, path)
        assert len(re.findall(r'value="(?:comedy|western)" checked', html)) == 2
        films = film_data_from_database()
        row = films.labels[films.ids.ids.index(item.key)]
        assert {films.genres.ids[at] for at in row.nonzero()[0]} == {"comedy", "western"}
        labeller.post(f"{path}/say", {"do": "undo"})
        assert known(item) == {"horror"}
        assert {one.slug for one in item.categories.all()} == {"horror"}

    def test_what_the_model_said_is_accepted_or_rejected(
        self, labeller: Client, film_library: list[Item]
    ) -> None:
        item = film(film_library, 1)
        labeller.post(f"/labels/films/{item.pk}/say", {"genre": ["horror", "drama"]})
        labels = {
            (one.genre.slug, one.provenance): one.state
            for one in Label.objects.filter(item=item).select_related("genre")
        }
        assert labels["horror", "model"] == "accepted"
        assert labels["drama", "human"] == "accepted"
        labeller.post(f"/labels/films/{item.pk}/say", {"genre": ["drama"]})
        assert Label.objects.get(item=item, provenance="model").state == "rejected"
        assert known(item) == {"drama"}

    def test_a_genre_can_be_made(self, labeller: Client, film_library: list[Item]) -> None:
        item = film_library[0]
        fields = {"genre": ["drama"], "other": "Giallo"}
        labeller.post(f"/labels/films/{item.pk}/say", fields)
        assert known(item) == {"drama", "giallo"}
        assert Category.objects.get(slug="giallo").family == "film"

    def test_nothing_ticked_is_refused_in_words(
        self, labeller: Client, film_library: list[Item]
    ) -> None:
        answer = labeller.post(f"/labels/films/{film_library[0].pk}/say", {})
        assert answer.status_code == 422
        assert "Choose at least one genre." in answer.content.decode()

    def test_genres_of_a_plain_list_come_back(
        self, labeller: Client, make_items: object, unfilmed: Path
    ) -> None:
        drama, _new = Category.objects.get_or_create(
            slug="drama", defaults={"name_ko": "드라마", "name_en": "Drama", "family": "film"}
        )
        item = Item.objects.create(key="movielens:7", kind="film", title="Sabrina (1995)")
        item.categories.add(drama)
        path = f"/labels/films/{item.pk}/say"
        labeller.post(path, {"genre": ["comedy"]})
        assert known(item) == {"comedy"}
        labeller.post(path, {"do": "undo"})
        assert {one.slug for one in item.categories.all()} == {"drama"}
