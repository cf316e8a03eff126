"""The demo catalogue is complete, the same each time, and worth learning from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import numpy as np
import pytest
from scipy import sparse

from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES
from medley.data.demo import DEMO_NOW_MS, demo_fingerprint, demo_items, demo_rows
from medley.data.demo.grammar import words
from medley.data.rows import CategoryRow, CreatorRow, EventRow, ItemRow, PersonRow
from medley.data.signals import EVENT_KINDS, in_force, weight_of

HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def rows():
    return list(demo_rows())


def of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


def digest(rows):
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def test_same_seed_gives_the_same_rows_and_another_seed_others(rows):
    assert digest(demo_rows()) == digest(rows)
    assert digest(demo_rows(8)) != digest(rows)
    assert demo_fingerprint() == demo_fingerprint(7) != demo_fingerprint(8)


def test_has_the_promised_numbers(rows):
    kinds = Counter(item.kind for item in of(rows, ItemRow))
    assert kinds == {"video": 600, "film": 300, "song": 1000, "playlist": 300}
    assert len(of(rows, PersonRow)) == 400
    assert 30_000 <= len(of(rows, EventRow)) <= 60_000
    clips = [item for item in of(rows, ItemRow) if item.media]
    assert len(clips) == 40
    assert len({clip.categories[0] for clip in clips}) == len(CLUB_CATEGORIES)
    assert {clip.kind for clip in clips} == {"video"}


def test_keys_are_unique_and_marked_as_demo_and_references_hold(rows):
    items, creators = of(rows, ItemRow), of(rows, CreatorRow)
    slugs = {row.slug for row in of(rows, CategoryRow)}
    keys = [row.key for row in (*items, *creators, *of(rows, PersonRow))]
    assert len(keys) == len(set(keys))
    assert all(key.startswith("demo:") for key in keys)
    assert {item.creator for item in items} <= {row.key for row in creators}
    assert all(item.categories and set(item.categories) <= slugs for item in items)
    assert all(set(row.interests) <= slugs for row in of(rows, PersonRow))


def test_titles_are_distinct_and_complete_in_both_languages(rows):
    for kind in ("video", "film", "song", "playlist"):
        items = [item for item in of(rows, ItemRow) if item.kind == kind]
        for titles in ([i.title_ko for i in items], [i.title_en for i in items]):
            assert len(set(titles)) == len(items)
        for item in items:
            assert HANGUL.search(item.title_ko), item
            assert item.title_en, item
            assert not HANGUL.search(item.title_en), item
            assert not set("{}") & set(item.title_ko), item
            assert not set("{}") & set(item.title_en), item
            assert item.title in (item.title_ko, item.title_en)


def test_no_english_title_carries_two_articles(rows):
    doubled = re.compile(r"\b(?:a|an|the|my|our|ruined) (?:a|an|the) ", re.IGNORECASE)
    wrong = [i.title_en for i in of(rows, ItemRow) if doubled.search(i.title_en)]
    assert wrong == []


@pytest.mark.parametrize("slug", [row.slug for row in CLUB_CATEGORIES])
def test_each_club_category_has_many_patterns_and_its_share_of_videos(slug):
    assert len(words(slug)["titles"]) >= 20
    assert sum(i.categories[0] == slug for i in demo_items() if i.kind == "video") >= 46


def test_all_genres_occur(rows):
    used = {slug for item in of(rows, ItemRow) for slug in item.categories}
    assert {row.slug for row in (*FILM_GENRES, *MUSIC_GENRES)} <= used


def test_events_are_in_order_and_only_on_published_items(rows):
    events, items = of(rows, EventRow), {item.key: item for item in of(rows, ItemRow)}
    times = [event.at_ms for event in events]
    assert times == sorted(times)
    assert times[-1] <= DEMO_NOW_MS
    assert times[-1] > DEMO_NOW_MS - 6 * 3_600_000
    assert all(event.at_ms > items[event.item].published_ms for event in events)
    assert {event.kind for event in events} == set(EVENT_KINDS) - {"dwell", "less"}


def test_nothing_is_undone_before_it_is_done(rows):
    held: set[tuple[str, str, str]] = set()
    n_undone = 0
    for event in of(rows, EventRow):
        mark = (event.person, event.item, event.kind)
        if event.undo:
            assert mark in held
            held.remove(mark)
            n_undone += 1
        else:
            held.add(mark)
    assert n_undone > 50


def test_what_ends_was_started_first(rows):
    started: set[tuple[str, str]] = set()
    for event in of(rows, EventRow):
        if event.kind == "play":
            started.add((event.person, event.item))
        elif event.kind in ("finish", "skip"):
            assert (event.person, event.item) in started


def test_shifting_moves_all_times_alike(rows):
    moved = of(demo_rows(now_ms=DEMO_NOW_MS + 5000), EventRow)
    assert [e.at_ms - 5000 for e in moved] == [e.at_ms for e in of(rows, EventRow)]


def test_activity_is_heavy_tailed(rows):
    counts = np.sort(list(Counter(event.person for event in of(rows, EventRow)).values()))[::-1]
    assert counts[:40].sum() > 0.25 * counts.sum()
    plays = Counter(event.item for event in of(rows, EventRow) if event.kind == "play")
    assert np.max(list(plays.values())) > 4 * np.median(list(plays.values()))


def test_neighbours_tell_more_than_popularity(rows):
    seen = preferences(rows)
    people = np.random.default_rng(0).permutation(seen.shape[0])
    held_out, known = people[:100], seen[people[100:]]
    together = (known.T @ known).toarray()
    count = np.maximum(np.diag(together), 1)
    knn = together / np.sqrt(np.outer(count, count)) * together / (together + 5)
    np.fill_diagonal(knn, 0)
    popular = np.diag(together)
    by_popularity = mean_ndcg(seen, held_out, lambda fold: popular)
    by_neighbours = mean_ndcg(seen, held_out, lambda fold: fold @ knn)
    assert by_neighbours > 1.4 * by_popularity


def preferences(rows):
    column = {item.key: i for i, item in enumerate(of(rows, ItemRow))}
    events: dict[str, list[EventRow]] = {}
    for event in of(rows, EventRow):
        events.setdefault(event.person, []).append(event)
    matrix = sparse.lil_matrix((len(events), len(column)), dtype=np.float32)
    for row, log in enumerate(events.values()):
        for item, kinds in in_force(log).items():
            if weight_of(kinds) >= 0.5:
                matrix[row, column[item]] = 1
    return matrix.tocsr()


def mean_ndcg(seen, people, score, k=100):
    gains = 1 / np.log2(np.arange(2, k + 2))
    found = []
    for person in people.tolist():
        items = np.random.default_rng(person).permutation(seen[person].indices)
        fold, hidden = items[: int(0.8 * len(items))], items[int(0.8 * len(items)) :]
        if len(items) < 5:
            continue
        vector = np.zeros(seen.shape[1], np.float32)
        vector[fold] = 1
        scores = score(vector).astype(float)
        scores[fold] = -np.inf
        hits = np.isin(np.argsort(-scores)[:k], hidden)
        found.append((hits * gains).sum() / gains[: len(hidden)].sum())
    return np.mean(found)
