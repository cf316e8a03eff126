"""For each task that the site learns by itself: what changed, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from medley.core.errors import ConfigError
from medley.core.model import Progress
from medley.training.policy import Facts
from medley.web.coach.retrain import retrain_exercises
from medley.web.coach.retrain_form import retrain_form
from medley.web.feed.retrain import retrain_feed, retrain_interests
from medley.web.labels.film_retrain import GENRES, SCORES, retrain_films
from medley.web.labels.retrain import retrain_songs
from medley.web.learning.ages import LEARNED
from medley.web.learning.events import event_facts, event_mark
from medley.web.learning.exercises import exercise_facts, exercise_mark
from medley.web.learning.films import film_genre_facts, film_mark, film_score_facts
from medley.web.learning.form import form_facts, form_mark
from medley.web.learning.lists import playlist_facts, playlist_mark
from medley.web.learning.songs import song_facts
from medley.web.playlists.retrain import retrain_playlists

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Learner:
    """How the site learns a task from its own data.

    Attributes
    ----------
    facts : callable
        ``(version)``: what became of the data since a version, None for none.
    mark : callable
        What is noted of the data beside a version, before it is read.
    train : callable
        ``(notes, progress)``: the version that stands for the data then, None where there
        is too little.
    """

    facts: Callable[[Manifest | None], Facts]
    mark: Callable[[], dict[str, Any]]
    train: Callable[[dict[str, Any], Progress], str | None]

    def learn(self, progress: Progress) -> str | None:
        """Train, unless the latest version was made from the very same data."""
        return self.train({LEARNED: self.mark()}, progress)


LEARNERS: dict[str, Learner] = {
    "feed": Learner(event_facts, event_mark, lambda notes, say: retrain_feed(say, notes=notes)),
    "interests": Learner(
        event_facts, event_mark, lambda notes, say: retrain_interests(say, notes=notes)
    ),
    "playlist": Learner(
        playlist_facts,
        playlist_mark,
        lambda notes, say: retrain_playlists(notes=notes, progress=say),
    ),
    "song-genre": Learner(
        song_facts, dict, lambda notes, say: retrain_songs(notes=notes, progress=say)
    ),
    "film-genre": Learner(
        film_genre_facts,
        film_mark,
        lambda notes, say: retrain_films(GENRES, notes=notes, progress=say),
    ),
    "film-score": Learner(
        film_score_facts,
        film_mark,
        lambda notes, say: retrain_films(SCORES, notes=notes, progress=say),
    ),
    "exercise": Learner(
        exercise_facts,
        exercise_mark,
        lambda notes, say: retrain_exercises(notes=notes, progress=say),
    ),
    "form": Learner(
        form_facts,
        form_mark,
        lambda notes, say: retrain_form(notes=notes, progress=say),
    ),
}


def learner(task: str) -> Learner:
    """Look a task's learner up.

    Raises
    ------
    ConfigError
        If the site does not learn that task by itself.
    """
    try:
        return LEARNERS[task]
    except KeyError:
        raise ConfigError(
            f"{task!r} is not learned from the site's own data; there are: {', '.join(LEARNERS)}"
        ) from None
