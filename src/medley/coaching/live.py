"""The coach during the workout: landmarks come in batches, and each is answered at once.

The session itself is a few kilobytes that the browser keeps and sends back, so any process
can go on with it and nothing is lost with a connection. The recorded and the live workout
are counted by the same code: here it looks at the last seconds again with each batch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.coach import UNSURE, analyse
from medley.coaching.counting import COMPLETE
from medley.coaching.form import judged, judged_holds
from medley.coaching.learned import FormJudge, heard, heard_holds
from medley.coaching.live_state import (
    KEPT_S,
    N_RANGES,
    LiveState,
    decode_state,
    encode_state,
    thinned,
)
from medley.coaching.movements import MOVEMENTS
from medley.coaching.norms import strain
from medley.coaching.phase import phases
from medley.coaching.recognition import SHORTEST_S, Recogniser
from medley.coaching.repetition import Condition, Repetition, Report
from medley.coaching.wording import EVERY, worst_broken
from medley.core.errors import ConfigError, DataError, UnavailableError
from medley.data.poses import EXERCISES, NONE_OF_THESE, PoseTrack
from medley.features.pose.angles import SIDES
from medley.features.pose.remarks import remarks, stands_on_head

MOST_FRAMES = 600
MOST_S = 60.0
"""What one batch holds at most."""
LATEST_S = 7 * 86_400.0
"""No session lasts a week."""
AGAIN_S = 0.35
"""Turning points that are closer than this are one, seen again with more around it; and what
begins by more than this before the last one is that one, seen otherwise."""
TOGETHER = 0.35
"""Share of a repetition within which the other side's turn is the same movement's."""
SETTLED_S = 1.0
"""A partial repetition may still become a complete one for so long."""
LEAVES_S = 1.5
"""A hold that ended longer ago than this is over."""
RECENT_S = 3.0
"""What was seen last tells whether the camera stands well."""
CUE_HOLD_S = 8.0
"""From one cue to the next while something is held."""
_SMALLEST_PHASE = 0.6
_FARTHEST = 7.0
"""Heights of the picture; what is put outside by more is no landmark."""


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What is said after a batch.

    Attributes
    ----------
    exercise : str
        ``"none"`` until it is recognised.
    count, partials : int
        Since the session, or this exercise in it, began.
    finished : tuple of Repetition
        That this batch brought to an end, partial ones too.
    position : float or None
        How far the body is towards the turning point, in [0, 1].
    quality : float
        How well the body is seen, in [0, 1].
    held_s : float
        How long the present hold lasts.
    reasons : tuple of str
        As in `Report`, and ``"upside-down"``; of the last seconds only.
    cue : Condition or None
        What to speak of: the worst that is broken, after every other repetition at most.
    """

    exercise: str
    count: int
    partials: int
    finished: tuple[Repetition, ...] = ()
    position: float | None = None
    quality: float = 0.0
    held_s: float = 0.0
    reasons: tuple[str, ...] = ()
    cue: Condition | None = None


class LiveCoach:
    """Counts while somebody exercises.

    Parameters
    ----------
    exercise : str, optional
        One of `medley.data.poses.EXERCISES`; without it a recogniser tells.
    aspect : float
        Width of the picture over its height.

    Raises
    ------
    ConfigError
        If the exercise is unknown.
    """

    def __init__(self, exercise: str | None = None, *, aspect: float = 1.0) -> None:
        if exercise is not None and exercise not in EXERCISES:
            known = ", ".join(EXERCISES)
            raise ConfigError(f"{exercise!r} is no exercise; expected one of {known}")
        self._state = LiveState(exercise, exercise or NONE_OF_THESE, aspect=aspect)
        empty = np.empty((0, 33, 3), np.float32)
        self._track = PoseTrack(np.empty(0), empty, empty[:, :, 0], None, aspect)

    def push(
        self,
        times_s: NDArray[np.float64],
        points: NDArray[np.float32],
        visibility: NDArray[np.float32],
        *,
        recogniser: Recogniser | None = None,
        learned: FormJudge | None = None,
    ) -> LiveAnswer:
        """Take the next frames.

        Parameters
        ----------
        times_s : ndarray of float64, shape (n,)
            Seconds since the session began, increasing; frames that came before are passed
            over, so a batch may be sent again after a lost connection.
        points : ndarray of float32, shape (n, 33, 3)
            As in `PoseTrack`; NaN where nobody is seen.
        visibility : ndarray of float32, shape (n, 33)
        recogniser : Recogniser, optional
            Needed where no exercise was named.
        learned : FormJudge, optional
            As in `medley.coaching.coach.analyse`.

        Raises
        ------
        DataError
            If the shapes do not fit, the times do not increase, a batch is too long, or it
            holds what no camera sees.
        UnavailableError
            If neither an exercise was named nor a recogniser is given.
        """
        if self._state.exercise is None and recogniser is None:
            raise UnavailableError("no model tells the exercise; name it, or train one")
        fresh = PoseTrack(times_s, points, visibility, None, self._state.aspect)
        _check(fresh)
        self._track = _followed(self._track, fresh)
        if not self._track.seen.any() or len(self._track) < 2:
            return self._answer((), None, 0.0, ("nobody-seen",) if len(self._track) else ())
        if self._state.exercise is None and self._track.duration_s < SHORTEST_S:
            return self._answer((), None, 0.0, ("unknown-exercise",))
        report = analyse(
            self._track, exercise=self._state.exercise, recogniser=recogniser, judge=False
        )
        self._turn_to(report)
        finished = self._finished(report) if report.exercise == self._state.counting else ()
        if finished:
            # Of all that is still in sight only what is new is looked at closely.
            finished = judged(self._track, finished, report.exercise, report.view)
            if learned is not None:
                finished = heard(self._track, finished, report.exercise, report.view, learned)
        reasons = (*report.reasons, *_hindrances(self._track))
        answer = self._answer(finished, self._position(), report.quality, reasons)
        self._track = thinned(self._track)
        held_s = self._held(report)
        return replace(answer, held_s=held_s, cue=self._cue(finished, report, held_s, learned))

    def encode(self) -> bytes:
        """Write the session as at most `medley.coaching.live_state.LIMIT_BYTES`."""
        return encode_state(self._state, self._track)

    @classmethod
    def decode(cls, data: bytes) -> LiveCoach:
        """Go on with a session that `encode` wrote.

        Raises
        ------
        DataError
            If it was written by something else, or changed on the way.
        """
        coach = cls()
        coach._state, coach._track = decode_state(data)
        return coach

    @property
    def count(self) -> int:
        """Repetitions up to the present."""
        return self._state.count

    def correct(self, count: int) -> None:
        """Set the count to what the person says.

        Raises
        ------
        ConfigError
            If it is negative.
        """
        if count < 0:
            raise ConfigError(f"the count is {count}, expected 0 or more")
        self._state.count = count

    def _turn_to(self, report: Report) -> None:
        state, exercise = self._state, report.exercise
        # A guess is good enough for a recording, which is seen whole, and not for a beginning.
        if exercise in (NONE_OF_THESE, state.counting) or report.confidence < UNSURE:
            return
        if state.counting != NONE_OF_THESE:
            state.others[state.counting] = [state.count, state.partials]
            # What was taken for something else for a moment goes on where it was.
            state.count, state.partials = state.others.pop(exercise, [0, 0])
            state.ranges_deg, state.held_since_s = [], None
        state.counting = exercise

    def _finished(self, report: Report) -> tuple[Repetition, ...]:
        now = float(self._track.times_s[-1])
        every = sorted((*report.repetitions, *report.partials), key=lambda one: one.bottom_s)
        # Those that are seen together tell what is usual better than what came before.
        usual = 0.0
        if len(report.repetitions) < 2 and self._state.ranges_deg:
            usual = float(np.median(self._state.ranges_deg))
        return tuple(told for one in every if (told := self._taken(one, now, usual)) is not None)

    def _taken(self, one: Repetition, now: float, usual: float) -> Repetition | None:
        """Count a repetition unless it was already; None if there is nothing new."""
        state = self._state
        if self._is_told(one) or self._is_another(one):
            return None
        if one.complete and one.range_deg >= COMPLETE * usual:
            state.last_s[one.side] = one.bottom_s
            state.ranges_deg = [*state.ranges_deg, one.range_deg][-N_RANGES:]
            state.count += 1
            return one
        if one.bottom_s <= state.last_s.get("partial", -np.inf) + AGAIN_S:
            return None
        if one.end_s > now - SETTLED_S:
            return None
        state.last_s["partial"] = one.bottom_s
        state.partials += 1
        return replace(one, complete=False)

    def _is_another(self, one: Repetition) -> bool:
        """Whether it is beyond the norms of the exercise that was named.

        What comes before a set has no kin yet that would tell it apart. Where the exercise is
        recognised, the norms had their say on all repetitions together. Of one who walks in
        lunges one repetition alone says too little.
        """
        named = self._state.exercise
        if named is None or MOVEMENTS[named].stepping:
            return False
        return strain(self._track, named, [one]) > 1

    def _is_told(self, one: Repetition) -> bool:
        """Whether it was counted already, perhaps as the other side's or with another end."""
        last_s = self._state.last_s
        # A lunge's leg in front may be told otherwise when it is seen again.
        alone = one.side != "both" and MOVEMENTS[self._state.counting].by_side
        rivals = (one.side, "both") if alone else ("left", "right", "both")
        last = max((last_s.get(side, -np.inf) for side in rivals), default=-np.inf)
        if one.bottom_s <= last + AGAIN_S or one.start_s < last - AGAIN_S:
            return True
        near = TOGETHER * (one.end_s - one.start_s)
        return any(abs(one.bottom_s - last_s.get(side, -np.inf)) < near for side in SIDES)

    def _position(self) -> float | None:
        if self._state.counting not in MOVEMENTS:
            return None
        found = max(
            phases(self._track, self._state.counting), key=lambda one: one.quality, default=None
        )
        known = found.values[np.isfinite(found.values)] if found is not None else np.empty(0)
        if found is None or not len(known) or not np.isfinite(found.values[-1]):
            return None
        full = max(_SMALLEST_PHASE, float(np.quantile(known, 0.95)))
        return round(float(np.clip(found.values[-1] / full, 0.0, 1.0)), 3)

    def _cue(
        self,
        finished: tuple[Repetition, ...],
        report: Report,
        held_s: float,
        learned: FormJudge | None,
    ) -> Condition | None:
        state, now = self._state, float(self._track.times_s[-1])
        if held_s > 0:
            if not now - state.spoke_s >= CUE_HOLD_S:
                return None
            last = judged_holds(self._track, report.holds[-1:], report.exercise, report.view)
            if learned is not None:
                last = heard_holds(self._track, last, report.exercise, report.view, learned)
            worst = worst_broken(last[0], report.exercise)
            if worst is None:
                return None
        else:
            state.since_cue = min(state.since_cue + len(finished), EVERY)
            broken = [worst_broken(one, report.exercise) for one in finished]
            worst = next((one for one in reversed(broken) if one is not None), None)
            if worst is None or state.since_cue < EVERY:
                return None
        state.since_cue, state.spoke_s = 0, now
        return worst

    def _held(self, report: Report) -> float:
        state, now = self._state, float(self._track.times_s[-1])
        hold = report.holds[-1] if report.holds else None
        if hold is None or hold.end_s < now - LEAVES_S:
            state.held_since_s = None
            return 0.0
        begins_before = hold.start_s < now - KEPT_S + LEAVES_S
        if state.held_since_s is None or not begins_before:
            state.held_since_s = hold.start_s
        return round(hold.end_s - state.held_since_s, 2)

    def _answer(
        self,
        finished: tuple[Repetition, ...],
        position: float | None,
        quality: float,
        reasons: tuple[str, ...],
    ) -> LiveAnswer:
        state = self._state
        kept = tuple(dict.fromkeys(reason for reason in reasons if reason not in _NOT_YET))
        return LiveAnswer(
            state.counting, state.count, state.partials, finished, position, quality, 0.0, kept
        )


_NOT_YET = ("nothing-counted", "too-short")
"""What is no news while a workout goes on."""


def _check(fresh: PoseTrack) -> None:
    n = len(fresh)
    if n > MOST_FRAMES:
        raise DataError(f"a batch has {n} frames, expected at most {MOST_FRAMES}")
    if n and not (fresh.times_s[0] >= 0 and fresh.times_s[-1] <= LATEST_S):
        raise DataError(f"the times of a batch are not within 0 and {LATEST_S:.0f} seconds")
    if fresh.duration_s > MOST_S:
        lasts = f"{fresh.duration_s:.0f} s"
        raise DataError(f"a batch lasts {lasts}, expected at most {MOST_S:.0f} s; send several")
    if np.isinf(fresh.points).any() or not (np.abs(fresh.points[fresh.seen]) <= _FARTHEST).all():
        raise DataError(f"a landmark is farther than {_FARTHEST:.0f} pictures outside the picture")
    if not ((fresh.visibility >= 0) & (fresh.visibility <= 1)).all():
        raise DataError("a visibility is not within 0 and 1")


def _hindrances(track: PoseTrack) -> tuple[str, ...]:
    """What of the camera's place hinders at present."""
    recent = track.take(track.times_s > track.times_s[-1] - RECENT_S)
    found = tuple(reason for reason in remarks(recent) if reason != "few-frames")
    return (*found, "upside-down") if stands_on_head(recent) else found


def _followed(before: PoseTrack, fresh: PoseTrack) -> PoseTrack:
    if len(before):
        fresh = fresh.take(fresh.times_s > before.times_s[-1] + 1e-3)
    if len(fresh):
        # However long a pause was, nothing is looked at but what matters still.
        before = before.take(before.times_s > fresh.times_s[0] - KEPT_S)
    return PoseTrack(
        np.concatenate([before.times_s, fresh.times_s]),
        np.concatenate([before.points, fresh.points]),
        np.concatenate([before.visibility, fresh.visibility]),
        None,
        before.aspect,
    )
