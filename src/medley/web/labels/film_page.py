"""What the page of a film shows: its genres, a score, what mattered, what is alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medley.core.errors import UnavailableError
from medley.core.prediction import Prediction
from medley.data.films import FilmQuery
from medley.serving.film_answers import FilmAnswer, FilmScore
from medley.web.catalog.models import Item
from medley.web.labels.film_labeller import TRAIN, TRAIN_SCORE, answer, current
from medley.web.labels.film_library import films
from medley.web.labels.film_looks import nearest
from medley.web.labels.film_mattered import (
    heat,
    matters,
    pieces,
    places,
    strongest_words,
)
from medley.web.labels.genres import FILMS, all_genres, names_of
from medley.web.labels.models import FilmName

BARS = 8
"""So many genres are listed at once, and all that are said; the others fold."""
CHIPS = 6
"""What mattered is shown for so many genres, and all that are said."""
SIMILAR = 6
FACTS = {
    "genres": gettext_lazy("Genres"),
    "runtime": gettext_lazy("Runtime"),
    "director": gettext_lazy("Director"),
    "writers": gettext_lazy("Writers"),
    "language": gettext_lazy("Language"),
    "date": gettext_lazy("Release date"),
    "title": gettext_lazy("Title"),
    "overview": gettext_lazy("Overview"),
    "poster": gettext_lazy("Poster"),
}
"""`medley.models.score.facts.FACTS` in words."""


@dataclass(frozen=True, slots=True)
class GenreBar:
    """A genre with its probability and from where on it is said, in percent."""

    slug: str
    name: str
    percent: int
    width: str
    threshold: int
    line: str
    said: bool


@dataclass(frozen=True, slots=True)
class FactBar:
    """What a fact adds to a score, and its bar on a scale from 0 to 200 around 100."""

    name: str
    points: str
    x: str
    width: str
    good: bool


def answer_context(
    query: FilmQuery, about: str = "", person: int | None = None, *, unscored: bool = False
) -> dict[str, Any]:
    """What the models say of a film; why there is nothing while none is trained."""
    try:
        found = answer(query, about, person=person, unscored=unscored)
    except UnavailableError:
        return {"untrained": TRAIN}
    bars = genre_bars(found)
    said = [bar for bar in bars if bar.said]
    shown = sorted({*range(min(BARS, len(bars))), *(bars.index(bar) for bar in said)})
    return {
        "answer": found,
        "bars": [bars[at] for at in shown],
        "more_bars": [bar for at, bar in enumerate(bars) if at not in shown],
        "said_names": ", ".join(bar.name for bar in said),
        "likeliest": bars[0] if bars else None,
        "unread": all(one.threshold >= 1 for one in found.genres),
        "fallback": _(found.fallback) if found.fallback else "",
        "score": score_context(found.score),
        "unscored": "" if found.score else TRAIN_SCORE,
    }


def genre_bars(found: FilmAnswer) -> list[GenreBar]:
    """Every genre of an answer as a bar, the most probable first."""
    names = names_of(one.genre for one in found.genres)
    return [
        GenreBar(
            slug=one.genre,
            name=names[one.genre],
            percent=round(100 * one.probability),
            width=f"{100 * one.probability:.1f}",
            threshold=round(100 * one.threshold),
            line=f"{100 * one.threshold:.1f}",
            said=one.said,
        )
        for one in found.genres
    ]


def score_context(score: FilmScore | None) -> dict[str, Any] | None:
    """A score on its scale, and what each fact adds."""
    if score is None:
        return None
    largest = max((abs(points) for _fact, points in score.contributions), default=1.0)
    return {
        "value": round(score.value),
        "low": round(score.low),
        "high": round(score.high),
        "at": f"{score.value:.1f}",
        "from": f"{score.low:.1f}",
        "width": f"{score.high - score.low:.1f}",
        "of_hundred": round(100 * score.coverage),
        "base": f"{score.base:.1f}",
        "facts": [_fact_bar(fact, points, largest) for fact, points in score.contributions],
    }


def _fact_bar(fact: str, points: float, largest: float) -> FactBar:
    width = 100 * abs(points) / largest
    return FactBar(
        name=str(FACTS.get(fact, fact)),
        points=f"{points:+.1f}".replace("-", "\N{MINUS SIGN}"),
        x=f"{100 - width if points < 0 else 100:.1f}",
        width=f"{width:.1f}",
        good=points > 0,
    )


def mattered_context(
    key: str,
    query: FilmQuery,
    overview: str,
    found: FilmAnswer | None,
    asked: str | None,
    here: str,
) -> dict[str, Any]:
    """What mattered for one genre, in the poster and in the words.

    Parameters
    ----------
    key : str
        Names the film, its poster and its texts.
    query : FilmQuery
    overview : str
        As it is shown.
    found : FilmAnswer or None
    asked : str or None
        Slug of the genre that is looked at; None where nothing is chosen yet.
    here : str
        Address of the film's page.
    """
    plain: dict[str, Any] = {"title_pieces": [], "overview_pieces": [], "overview": overview}
    if found is None or not found.genres:
        return plain
    chips = [one.genre for at, one in enumerate(found.genres) if one.said or at < CHIPS]
    known = {one.genre for one in found.genres}
    genre = asked if asked is not None and asked in known else chips[0]
    names = names_of({*chips, genre})
    context: dict[str, Any] = plain | {
        "chips": [
            {"slug": slug, "name": names[slug], "here": slug == genre and asked == genre}
            for slug in chips
        ],
        "genre": {"slug": genre, "name": names[genre]},
        "asked": asked if asked in known else "",
        "autoload": asked is None and query.poster is not None,
        "here": here,
    }
    context |= _words_context(query, overview, genre)
    if context["asked"]:
        context |= _heat_context(key, query, genre, names[genre], here)
    return context


def _heat_context(key: str, query: FilmQuery, genre: str, name: str, here: str) -> dict[str, Any]:
    serving = current()
    grid = heat(key, serving, query, genre)
    if grid is None:
        return {}
    speak_for, speak_against = places(grid)
    said = []
    if speak_for:
        said.append(_("Most for it: %(places)s.") % {"places": ", ".join(speak_for)})
    if speak_against:
        said.append(_("Most against it: %(places)s.") % {"places": ", ".join(speak_against)})
    if not said:
        said = [_("No part of the poster mattered for %(genre)s.") % {"genre": name}]
    return {
        "heat": f"{here}/heat/{genre}.webp?v={serving.version}" if matters(grid) else "",
        "heat_words": " ".join(said),
    }


def _words_context(query: FilmQuery, overview: str, genre: str) -> dict[str, Any]:
    model = current().model
    position = model.vocabulary.position(genre)
    if not hasattr(model, "words_that_mattered") or position is None:
        return {}
    held = model.words_that_mattered(replace(query, overview=overview))
    speak_for, speak_against = strongest_words(held, position)
    return {
        "title_pieces": pieces(held, position, "title", query.title),
        "overview_pieces": pieces(held, position, "overview", overview),
        "words_for": speak_for,
        "words_against": speak_against,
    }


def similar_context(query: FilmQuery, besides: int | None = None) -> dict[str, Any]:
    """Films of the catalogue whose posters look alike, and those whose plots are alike."""
    context: dict[str, Any] = {}
    if query.poster is not None:
        found = nearest(query.poster, besides=besides)
        items = films().in_bulk([one.item for one in found.songs])
        cards = [
            {"item": items[one.item], "percent": max(0, round(100 * one.likeness))}
            for one in found.songs
            if one.item in items
        ]
        context |= {"looks": cards, "compared": found.compared, "library": found.total}
    return context | {"plots": _alike_plots(query, besides)}


def _alike_plots(query: FilmQuery, besides: int | None) -> list[dict[str, Any]]:
    if not query.overview:
        return []
    try:
        model = current().model
    except UnavailableError:
        return []
    if not hasattr(model, "alike"):
        return []
    found: Prediction = model.alike([query], 3 * SIMILAR)[0]
    items = _items_named(found.ids)
    cards: list[dict[str, Any]] = [
        {"item": items[key], "percent": max(0, min(100, round(100 * float(score))))}
        for key, score in zip(found.ids, found.scores.tolist(), strict=True)
        if key in items and items[key].pk != besides
    ]
    return list({card["item"].pk: card for card in reversed(cards)}.values())[::-1][:SIMILAR]


def _items_named(keys: Iterable[str]) -> dict[str, Item]:
    """Films by the names that models know them by: their own keys, or those of lists."""
    wanted = list(keys)
    named = FilmName.objects.filter(key__in=wanted).values_list("key", "item_id")
    by_name = dict(named)
    items = films().in_bulk(set(by_name.values()))
    found = {key: items[pk] for key, pk in by_name.items() if pk in items}
    return found | {item.key: item for item in films().filter(key__in=wanted)}


def choices_context(context: dict[str, Any], chosen: Iterable[str] | None) -> dict[str, Any]:
    """What can be said of a film: any genres, those of the person or the model ticked.

    Parameters
    ----------
    context : dict
        With the answer.
    chosen : iterable of str or None
        Slugs that hold; None where nobody said any.
    """
    found: FilmAnswer | None = context.get("answer")
    said = [one.genre for one in found.genres if one.said] if found else []
    ticked = set(said if chosen is None else chosen)
    named = all_genres(FILMS)
    order = [one.genre for one in found.genres if one.genre in named] if found else []
    slugs = dict.fromkeys([*order, *named])
    return {
        "choices": [
            {"slug": slug, "name": named[slug], "ticked": slug in ticked} for slug in slugs
        ],
        "can_accept": bool(said) and chosen is None,
        "accepted": said,
    }
