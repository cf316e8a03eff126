"""The review of films: one queue with songs, several genres at once, the whole catalogue asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from tests import made_films
from tests.web.labels.asked import ask_all, begin
from tests.web.labels.film_shelves import film_library, filmed, unfilmed
from tests.web.labels.shelves import labeller, library, look, trained, untrained

from medley.data.film_holdout import stable_films
from medley.training.examinations import examiner
from medley.training.label_errors import LabelDoubt
from medley.web.catalog.models import Item
from medley.web.jobs import doing, queue
from medley.web.jobs.models import Job
from medley.web.jobs.running import Brief, Running
from medley.web.jobs.silence import free
from medley.web.labels import asking, asking_views, film_saying
from medley.web.labels.doubts import doubts, keep_doubts
from medley.web.labels.film_dataset import film_data_from_database
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.known import known_genres
from medley.web.labels.models import Doubt, Label
from medley.web.people.models import Person, User

__all__ = ["film_library", "filmed", "labeller", "library", "trained", "unfilmed", "untrained"]


def film(items: list[Item], number: int) -> Item:
    return next(item for item in items if item.title == made_films.title(number))


def known(item: Item) -> set[str]:
    return set(known_film_genres([item.pk]).get(item.pk, ()))


def bare(*items: Item) -> None:
    """Let nobody know the genres of films."""
    Label.objects.filter(item__in=items).delete()
    for item in items:
        item.categories.clear()


@pytest.fixture
def proposed(film_library: list[Item], filmed: str) -> list[Item]:
    """Five films without genres, of which the model has said what it thinks."""
    items = [film(film_library, number) for number in range(5)]
    bare(*items)
    run = ask_all("film")
    assert (run.state, run.done, run.skipped) == ("done", 5, 0)
    for number, item in enumerate(items):
        for label in Label.objects.filter(item=item).order_by("-probability"):
            chance = 0.5 + number / 10 - label.position / 100
            Label.objects.filter(pk=label.pk).update(probability=chance)
    return items


def on_top(html: str) -> str:
    found = re.search(r"<h1>([^<]*)</h1>", html)
    assert found
    return found[1]


def do(browser: Client, html: str, **fields: object) -> str:
    form = html[html.index('<form class="say"') :]
    form = form[: form.index("</form>")]
    held = dict(re.findall(r'name="(label|among|confidence|kind|after)" value="([^"]*)"', form))
    answer = browser.post("/labels/queue/say", held | fields, follow=True)
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def words(item: Item) -> set[tuple[str, str, str]]:
    rows = Label.objects.filter(item=item).select_related("genre")
    return {(one.provenance, one.genre.slug, one.state) for one in rows}


class TestQueue:
    def test_a_film_shows_what_is_needed_to_decide(
        self, labeller: Client, proposed: list[Item], filmed: str
    ) -> None:
        html = look(labeller, "/labels/queue")
        assert on_top(html) == proposed[0].title
        assert f"/picture/{proposed[0].pk}-poster-480.webp" in html
        assert re.sub("</?mark[^>]*>", "", html).count(made_films.overview(0))
        side = html[html.index("The model proposes:") :]
        assert re.findall(r"<b>(\w+)</b>", side)[:2] == ["Comedy", "Horror"]
        assert "said from" in html
        assert filmed in html
        ticked = re.findall(r'value="([a-z-]+)"(?: data-keys="\d")? checked', html)
        assert set(ticked) == {"comedy", "horror"}

    def test_accept_correct_and_undo_move_on_and_back(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        html = do(labeller, look(labeller, "/labels/queue"), do="accept")
        assert words(proposed[0]) == {
            ("model", "comedy", "accepted"), ("model", "horror", "accepted"),
        }  # fmt: skip
        assert (on_top(html), "1 of 5 decided" in html) == (proposed[1].title, True)
        html = do(labeller, html, do="keep", genre=["comedy", "western"], other="Giallo")
        assert words(proposed[1]) == {
            ("model", "horror", "rejected"), ("human", "comedy", "accepted"),
            ("human", "western", "accepted"), ("human", "giallo", "accepted"),
        }  # fmt: skip
        assert on_top(html) == proposed[2].title
        html = do(labeller, html, do="skip")
        assert on_top(html) == proposed[3].title
        html = do(labeller, html, do="undo")
        assert "Taken back" in html
        assert words(proposed[1]) == {("model", "horror", "suggested")}
        html = do(labeller, look(labeller, "/labels/queue"), do="keep")
        assert "Choose at least one genre." in html

    def test_songs_and_films_wait_in_one_queue_and_apart(
        self, labeller: Client, proposed: list[Item], library: list[Item], trained: str
    ) -> None:
        assert ask_all("song").done == len(library)
        Label.objects.filter(item__kind="song").update(probability=0.55)
        titles = {item.title for item in library}
        html = look(labeller, "/labels/queue")
        assert on_top(html) == proposed[0].title
        html = do(labeller, html, do="accept")
        assert on_top(html) in titles
        assert on_top(look(labeller, "/labels/queue?kind=film")) == proposed[1].title
        html = look(labeller, "/labels/queue?kind=song")
        assert on_top(html) in titles
        assert "0 of 9 decided" in html
        assert labeller.get("/labels/queue?kind=video").status_code == 200
        keyed = labeller.get("/api/v1/labels/queue").json()["items"]
        assert {row["title"] for row in keyed} == titles

    def test_a_film_is_found_under_each_of_its_genres(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        for genre in ("comedy", "horror"):
            Label.objects.filter(item=proposed[0], genre__slug=genre).update(probability=0.4)
        assert on_top(look(labeller, "/labels/queue?genre=comedy")) == proposed[0].title
        assert on_top(look(labeller, "/labels/queue?genre=horror")) == proposed[0].title
        html = look(labeller, "/labels/queue?genre=western")
        assert on_top(html) == proposed[2].title
        assert "0 of 1 decided" in html


class StopsAfter(Running):
    """Lets a run ask so often, and stops it then."""

    def __init__(self, job: Job, times: int) -> None:
        super().__init__(job)
        self._times = times

    def progress(self, share: float, words: str = "") -> None:
        self._times -= 1
        if not self._times:
            self.stop()
        super().progress(share, words)


class TestAsking:
    def test_it_is_begun_on_the_page_and_followed(
        self, labeller: Client, film_library: list[Item], filmed: str
    ) -> None:
        bare(*film_library[:3])
        html = look(labeller, "/labels/queue?kind=film")
        assert "3 films of the catalogue have no genre yet" in html
        answer = labeller.post("/labels/queue/ask", {"kind": "film"}, follow=True)
        assert "The model looked at 3 films." in answer.content.decode()
        assert {one.model_version for one in Label.objects.filter(provenance="model")} == {filmed}
        assert "no genre yet" not in look(labeller, "/labels/queue/asked?kind=film")

    def test_it_goes_on_where_it_was_left_and_stops_when_told(
        self, labeller: Client, film_library: list[Item], filmed: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setitem(asking._AT_ONCE, "film", 4)
        bare(*film_library)
        job = begin("film")
        run = asking.work(job, Brief(job, 0.0))
        assert (run.state, run.total, run.done) == ("waiting", 12, 0)
        job = begin("film")
        run = asking.work(job, StopsAfter(job, 2))
        assert (run.state, run.done) == ("waiting", 4)
        begin("film")
        assert "4 of 12 films" in look(labeller, "/labels/queue/asked")
        assert not asking.ask("film", asked_by="")[1], "two processes must not do the same"
        labeller.post("/labels/queue/ask/cancel", {"kind": "film"})
        job = queue.latest("label", "film")
        assert job.wants_end
        free(job)
        assert asking.look("film").state == "cancelled"
        again = ask_all("film")
        assert (again.state, again.done) == ("done", 8), "what was proposed is kept"
        assert Label.objects.filter(provenance="model").values("item").distinct().count() == 12

    def test_whoever_takes_up_a_run_goes_on_behind_the_last(
        self, film_library: list[Item], filmed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(asking._AT_ONCE, "film", 4)
        bare(*film_library)
        job = begin("film")
        asking.work(job, StopsAfter(job, 3))
        run = ask_all("film")
        assert (run.state, run.done, run.total) == ("done", 12, 12)
        assert Job.objects.count() == 1

    def test_what_takes_longer_is_left_to_a_worker(
        self, labeller: Client, film_library: list[Item], filmed: str, started_workers: list[int],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(asking_views, "AT_ONCE_S", -1.0)
        bare(*film_library[:3])
        html = labeller.post("/labels/queue/ask", {"kind": "film"}, follow=True).content.decode()
        assert "0 of 3 films" in html
        assert started_workers
        job = queue.claim()
        assert job is not None
        assert doing.do(job)
        assert "no genre yet" not in look(labeller, "/labels/queue/asked?kind=film")

    def test_a_film_that_shows_nothing_is_passed_over(self, filmed: str) -> None:
        Item.objects.create(key="film:1", kind="film", title="Nothing")
        run = ask_all("film")
        assert (run.state, run.done, run.skipped) == ("done", 1, 1)
        assert not Label.objects.exists()
        assert filmed

    def test_without_a_model_it_says_how_to_get_one(
        self, labeller: Client, film_library: list[Item]
    ) -> None:
        bare(film_library[0])
        assert "medley train film-genre" in look(labeller, "/labels/queue?kind=film")
        html = labeller.post("/labels/queue/ask", {"kind": "film"}, follow=True).content.decode()
        assert "No model is trained yet." in html
        assert ask_all("film").state == "failed"


@pytest.mark.usefixtures("filmed")
class TestDoubts:
    def doubt(self, item: Item, genre: str, *, given: bool, margin: float = 0.5) -> LabelDoubt:
        chance = 0.02 if given else 0.93
        return LabelDoubt(item.key, genre, given, chance, 0.4, margin)

    def test_those_who_run_the_site_see_and_decide_them(
        self, labeller: Client, film_library: list[Item]
    ) -> None:
        one, two = film(film_library, 1), film(film_library, 2)
        found = [
            self.doubt(one, "western", given=False, margin=0.9),
            self.doubt(two, "western", given=True),
            self.doubt(one, "horror", given=True, margin=0.1),
        ]
        assert keep_doubts("film", found, "text") == 3
        assert "Suspected errors" in look(labeller, "/labels/queue")
        html = look(labeller, "/labels/queue/doubts?kind=film")
        assert re.findall(r"Labelled \w+, and|Not labelled \w+, and", html) == [
            "Not labelled Western, and", "Labelled Western, and", "Labelled Horror, and",
        ]  # fmt: skip
        first, second, third = doubts()
        address = "/labels/queue/doubts/"
        labeller.post(f"{address}{first.pk}", {"do": "correct"})
        assert known(one) == {"horror", "western"}
        labeller.post(f"{address}{third.pk}", {"do": "right"})
        assert known(one) == {"horror", "western"}
        answer = labeller.post(f"{address}{second.pk}", {"do": "correct"})
        assert answer.status_code == 422
        assert "Choose at least one genre." in answer.content.decode()
        assert known(two) == {"western"}
        assert keep_doubts("film", found, "text") == 1, "what was decided stays so"
        labeller.post(f"{address}0", {"do": "undo"})
        assert known(one) == {"horror"}

    def test_nonsense_changes_nothing(self, labeller: Client, film_library: list[Item]) -> None:
        keep_doubts("film", [self.doubt(film(film_library, 1), "western", given=False)], "text")
        pk = doubts()[0].pk
        assert labeller.post(f"/labels/queue/doubts/{pk}", {"do": "x"}).status_code == 302
        assert labeller.post("/labels/queue/doubts/99", {"do": "right"}).status_code == 404
        assert doubts().count() == 1

    def test_others_do_not(self, relaxed_client: Client, account: Callable[..., User]) -> None:
        assert relaxed_client.get("/labels/queue/doubts").status_code == 403
        relaxed_client.force_login(account("ann"))
        assert relaxed_client.post("/labels/queue/doubts/0", {"do": "undo"}).status_code == 403

    def test_a_song_becomes_what_is_heard(
        self, labeller: Client, library: list[Item], trained: str
    ) -> None:
        item = library[0]
        labeller.post(f"/labels/songs/{item.pk}/say", {"genre": "jazz"})
        found = LabelDoubt(
            item.key, "jazz", given=True, probability=0.01, expected=0.5, margin=0.9, instead="rock"
        )
        assert keep_doubts("song", [found], "mfcc-svm") == 1
        assert "Labelled Jazz, but Rock is heard." in look(labeller, "/labels/queue/doubts")
        labeller.post(f"/labels/queue/doubts/{Doubt.objects.get().pk}", {"do": "correct"})
        assert known_genres([item.pk]) == {item.pk: "rock"}


class TestLearning:
    def test_the_next_training_learns_what_people_said_and_never_what_models_said(
        self, labeller: Client, proposed: list[Item]
    ) -> None:
        html = do(labeller, look(labeller, "/labels/queue"), do="accept")
        do(labeller, html, do="keep", genre=["drama"])
        films = film_data_from_database()
        rows = {key: row for row, key in enumerate(films.ids.ids)}

        def learned(item: Item) -> set[str]:
            row = films.labels[rows[item.key]]
            return {films.genres.ids[at] for at in row.nonzero()[0].tolist()}

        assert learned(proposed[0]) == {"comedy", "horror"}
        assert learned(proposed[1]) == {"drama"}
        for item in proposed[2:]:
            assert not films.labelled[rows[item.key]], "a model's word is nothing to learn from"

    def test_a_correction_never_moves_a_film_between_training_and_test(
        self, film_library: list[Item], unfilmed: Path
    ) -> None:
        def sides() -> dict[str, bool]:
            films = film_data_from_database()
            return dict(zip(films.ids.ids, stable_films(films).tolist(), strict=True))

        before = sides()
        person = Person.objects.create(key="user:9")
        for item in film_library:
            film_saying.say(item, film_saying.genres_named(["drama"], may_make=True), person)
            assert sides() == before
        bare(*film_library[:6])
        assert sides() == before
        films = film_data_from_database()
        assert set(np.unique(films.labelled)) == {False, True}
        held = {key for key, is_held in before.items() if is_held}
        examined = examiner("film-genre").same(films)
        assert not held & set(examined.train.ids.ids)
        assert unfilmed
