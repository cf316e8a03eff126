"""Songs of the library: looked at by everybody, heard and labelled by those who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from tests.web.labels.asked import ask_all
from tests.web.labels.shelves import labeller, library, look, trained, untrained

from medley.features.audio import embed
from medley.web.catalog.models import Item
from medley.web.labels import neighbours, places
from medley.web.labels.library import sound_of_song
from medley.web.labels.models import Label
from medley.web.labels.proposing import unproposed
from medley.web.people.models import User

__all__ = ["labeller", "library", "trained", "untrained"]


@pytest.fixture
def proposed(library: list[Item], trained: str) -> list[Item]:
    """The model has said what it hears in every song, surely and less surely."""
    assert ask_all("song").done == 9
    for number, label in enumerate(Label.objects.order_by("item__title")):
        unsure = number >= 6
        probability = 0.3 + number / 100 if unsure else 0.99 - number / 100
        Label.objects.filter(pk=label.pk).update(probability=probability, unsure=unsure)
    return library


def on_top(html: str) -> str:
    found = re.search(r"<h1>([^<]*)</h1>", html)
    assert found
    return found[1]


def held(html: str) -> dict[str, str]:
    """The hidden fields of the form that accepts."""
    form = html[html.index('<form class="say"') :]
    form = form[: form.index("</form>")]
    return dict(re.findall(r'name="(label|among|confidence|after)" value="([^"]*)"', form))


def do(browser: Client, html: str, **fields: str) -> str:
    answer = browser.post("/labels/queue/say", held(html) | fields, follow=True)
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def words(item: Item) -> list[tuple[str, str, str]]:
    labels = Label.objects.filter(item=item).order_by("provenance")
    return [(one.provenance, one.genre.slug, one.state) for one in labels]


@pytest.mark.usefixtures("trained")
class TestSong:
    def test_everybody_may_look_but_not_listen_or_say(
        self, relaxed_client: Client, library: list[Item]
    ) -> None:
        address = f"/labels/songs/{library[0].pk}"
        html = look(relaxed_client, address)
        assert "Rock" in html
        assert "<audio" not in html
        assert "Your word" not in html
        assert relaxed_client.get(f"{address}/audio").status_code == 403
        assert relaxed_client.post(f"{address}/say", {"do": "say:rock"}).status_code == 403
        assert relaxed_client.get(f"{address}/spectrum-1200.webp").content[8:12] == b"WEBP"
        assert not Label.objects.exists()

    def test_who_may_label_listens_and_says(self, labeller: Client, library: list[Item]) -> None:
        address = f"/labels/songs/{library[0].pk}"
        assert "<audio" in look(labeller, address)
        assert b"".join(labeller.get(f"{address}/audio").streaming_content)[:4] == b"fLaC"
        html = labeller.post(f"{address}/say", {"do": "say:rock"}, follow=True).content.decode()
        assert "Kept: this is Rock." in html
        (label,) = Label.objects.filter(item=library[0])
        assert (label.provenance, label.state) == ("model", "accepted")
        assert label.person is not None
        assert label.person.user is not None
        assert label.person.user.username == "boss"
        assert label.at_ms > 0
        assert [one.slug for one in library[0].categories.all()] == ["rock"]

    def test_a_correction_stands_beside_what_the_model_said(
        self, labeller: Client, library: list[Item]
    ) -> None:
        address = f"/labels/songs/{library[0].pk}"
        labeller.post(f"{address}/say", {"genre": "재즈"})
        assert words(library[0]) == [
            ("human", "jazz", "accepted"),
            ("model", "rock", "rejected"),
        ]
        assert [one.slug for one in library[0].categories.all()] == ["jazz"]
        labeller.post(f"{address}/say", {"do": "undo"})
        assert words(library[0]) == [("model", "rock", "suggested")]
        assert not library[0].categories.exists()

    def test_taking_back_what_was_not_said_is_refused_in_words(
        self, labeller: Client, library: list[Item]
    ) -> None:
        address = f"/labels/songs/{library[0].pk}/say"
        assert labeller.post(address, {"do": "undo"}).status_code == 422

    def test_a_song_is_found_by_its_name(self, relaxed_client: Client, library: list[Item]) -> None:
        assert look(relaxed_client, "/labels").count("/labels/songs/") == 9
        html = look(relaxed_client, "/labels?song=hum+2")
        assert re.findall(r"/labels/songs/(\d+)", html) == [
            str(one.pk) for one in library if one.title == "hum 2"
        ]
        assert "No song of the library" in look(relaxed_client, "/labels?song=zzz")

    def test_a_hidden_song_is_not_there(self, labeller: Client, library: list[Item]) -> None:
        Item.objects.update(hidden=True)
        assert labeller.get(f"/labels/songs/{library[0].pk}").status_code == 404


def test_places_of_another_recipe_are_worked_out_anew(
    untrained: Path, library: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = sound_of_song(library[0].pk)
    before = neighbours.nearest(sound, besides=library[0].pk)
    assert [library[n].title for n in range(3)] == ["hiss 0", "hiss 1", "hiss 2"]
    assert {one.item for one in before.songs[:2]} == {item.pk for item in library[1:3]}
    for module in (neighbours, places):
        monkeypatch.setattr(module, "embed", lambda heard: embed(heard)[:40])
    places._recipe.cache_clear()
    after = neighbours.nearest(sound, besides=library[0].pk)
    assert (after.compared, after.total) == (9, 9)
    monkeypatch.undo()
    places._recipe.cache_clear()
    assert neighbours.nearest(sound, besides=library[0].pk) == before


class TestQueue:
    def test_it_is_closed_to_others(
        self, relaxed_client: Client, account: Callable[..., User], proposed: list[Item]
    ) -> None:
        assert relaxed_client.get("/labels/queue").status_code == 403
        ann = account("ann")
        relaxed_client.force_login(ann)
        assert relaxed_client.post("/labels/queue/say", {"do": "undo"}).status_code == 403
        ann.user_permissions.add(Permission.objects.get(codename="change_label"))
        assert relaxed_client.get("/labels/queue").status_code == 200

    def test_the_least_certain_comes_first(self, labeller: Client, proposed: list[Item]) -> None:
        html = look(labeller, "/labels/queue")
        seen = []
        for _turn in range(9):
            seen.append(on_top(html))
            html = do(labeller, html, do="skip")
        assert seen == [
            "knocks 0", "knocks 1", "knocks 2",
            "hum 2", "hum 1", "hum 0", "hiss 2", "hiss 1", "hiss 0",
        ]  # fmt: skip
        assert "What you skipped is still waiting" in html

    def test_accept_correct_and_undo_move_on_and_back(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        songs = {item.title: item for item in proposed}
        html = look(labeller, "/labels/queue")
        assert "0 of 9 decided" in html
        html = do(labeller, html, do="say:classical")
        assert words(songs["knocks 0"]) == [("model", "classical", "accepted")]
        assert (on_top(html), "1 of 9 decided" in html) == ("knocks 1", True)
        html = do(labeller, html, genre="reggae")
        assert words(songs["knocks 1"]) == [
            ("human", "reggae", "accepted"),
            ("model", "classical", "rejected"),
        ]
        assert (on_top(html), "2 of 9 decided" in html) == ("knocks 2", True)
        html = do(labeller, html, do="undo")
        assert (on_top(html), "1 of 9 decided" in html) == ("knocks 1", True)
        html = do(labeller, html, do="undo")
        assert (on_top(html), "0 of 9 decided" in html) == ("knocks 0", True)
        assert "Undo the last" not in html

    def test_a_typed_genre_may_be_a_new_one_but_not_nothing(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        html = do(labeller, look(labeller, "/labels/queue"), genre="  ")
        assert "Name a genre first." in html
        assert on_top(html) == "knocks 0"
        do(labeller, html, genre="Bossa Nova")
        assert Label.objects.get(provenance="human").genre.name_en == "Bossa Nova"

    def test_a_part_of_it_is_worked_through(self, labeller: Client, proposed: list[Item]) -> None:
        assert on_top(look(labeller, "/labels/queue?genre=rock")) == "hiss 2"
        assert on_top(look(labeller, "/labels/queue?confidence=sure")) == "hum 2"
        html = look(labeller, "/labels/queue?genre=rock&confidence=unsure")
        assert "Nothing to review" in html
        html = look(labeller, "/labels/queue?genre=rock")
        assert "0 of 3 decided" in html
        for _turn in range(3):
            html = do(labeller, html, do="say:rock")
        assert "3 of 3 decided" in html
        assert "Nothing to review" in html

    def test_nonsense_in_the_address_is_no_fault(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        html = look(labeller, "/labels/queue?genre=n%00pe&confidence=very&after=-3")
        assert "Nothing to review" in html
        assert labeller.post("/labels/queue/say", {"label": "x", "do": "nope"}).status_code == 302

    def test_an_empty_queue_lets_the_model_listen(
        self, labeller: Client, library: list[Item], trained: str
    ) -> None:
        assert "9 songs of the library have no genre yet" in look(labeller, "/labels/queue")
        html = labeller.post("/labels/queue/ask", follow=True).content.decode()
        assert "The model listened to 9 songs." in html
        assert not unproposed().exists()
        assert Label.objects.filter(model_version=trained, provenance="model").count() == 9

    def test_without_a_model_it_says_how_to_get_one(
        self, labeller: Client, library: list[Item]
    ) -> None:
        assert "medley train song-genre" in look(labeller, "/labels/queue")
