"""From a track to its repetitions: phases counted, sides told apart or joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.choosing import best_chain
from medley.coaching.counting import PARTIAL, count_cycles, turning_points, usual_range
from medley.coaching.ends import settled
from medley.coaching.farness import border_of, shares_gone
from medley.coaching.jumping import hips_rise, who_jumps
from medley.coaching.kinship import FEWEST, ONE_SIZE, PAIR, Family, largest_family
from medley.coaching.lifting import lifted
from medley.coaching.likeness import alike, strains_of
from medley.coaching.lunges import BEND, possible_lunges
from medley.coaching.movements import Movement, movement_of
from medley.coaching.pace import evened
from medley.coaching.phase import RATE_HZ, UNSEEN_S, Phase, phases
from medley.coaching.possible import Possible, of_both, possible_of, stretches_of, told
from medley.coaching.repetition import Repetition, Side
from medley.coaching.shapes import middle
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.body import torso_length
from medley.features.pose.gaps import bridge_gaps, known_median
from medley.features.pose.swaps import arms_unswapped
from medley.features.pose.view import lean_deg

ROUNDS = 4
"""So often what is another movement is cut out, and the rest counted again."""
TOGETHER_S = 0.4
"""Both sides that turn within this time do one repetition."""
FAR = 1.6
"""Partial repetitions may be so far from the family, for they are hurried."""
STRAINED, BOTH = 0.4, 0.15
"""What being beyond the exercise's limits costs, and what both sides at once gain."""
AS_FAR = 0.6
"""Weight of the family gone as far as each; the rest weighs the usual way: a fault or fatigue
shortens what is counted, too."""
LONGER = 1.3
"""What goes so many times as far as usual is held only against the family gone as far: among many
that a fault shortens, the whole ones are no other movement."""
ALONE = 0.5
"""What it costs to look odd where hardly anything else is done: who is on the floor or jumps may
hurry, or hardly raise the arms."""
FAINT = 0.5
"""A side whose quality is less than this share of the other's is not seen."""
IN_TURN = 0.3
"""A hidden side does so many for each of the other side, or nothing."""
AROUND_S = 0.15
"""Around a turning point the body is looked at."""
LEANS = 0.6
"""Share of the usual lean from which on somebody has got down to the weight."""
LEVEL = 0.1
"""Torso lengths; knees that are closer in height do not tell which leg is in front."""

Numbers = NDArray[np.float64]


def find_repetitions(track: PoseTrack, exercise: str) -> tuple[tuple[Repetition, ...], float]:
    """Count an exercise that is known.

    Parameters
    ----------
    track : PoseTrack
    exercise : str
        One that repeats.

    Returns
    -------
    repetitions : tuple of Repetition
        Partial ones too, in order of time.
    quality : float
        How well the movement was seen, in [0, 1].

    Raises
    ------
    ConfigError
        If the exercise has no repetitions.
    """
    movement = movement_of(exercise)
    if movement.by_side:
        track = arms_unswapped(track)
    seen = sorted(phases(track, exercise), key=lambda phase: -phase.quality)
    kept = _of_sets(track, exercise, seen)
    if kept is None:
        kept = _of_few(track, exercise, seen)
    if movement.stepping:
        torso = float(np.nanmedian(torso_length(track)))
        kept = [replace(one, side=_front_leg(track, one, torso)) for one in kept]
    kept = settled(track, movement, seen, kept)
    best = seen[0].quality if seen else 0.0
    return tuple(sorted(kept, key=lambda found: found.bottom_s)), best


def _of_sets(track: PoseTrack, exercise: str, seen: list[Phase]) -> list[Repetition] | None:
    """Of all that could be repetitions those that are of one kind; None where there are few."""
    movement = movement_of(exercise)
    sides = [_possible(track, phase, movement) for phase in seen]
    if len(sides) == 2:
        if seen[1].quality < FAINT * seen[0].quality:
            sides[1] = _in_turn(track, exercise, sides[0], sides[1])
        sides.append(of_both(sides[0], sides[1]))
    possible = [one for side in sides for one in side]
    chosen = _chosen(track, exercise, possible)
    return None if chosen is None else evened(chosen, seen)


def _possible(track: PoseTrack, phase: Phase, movement: Movement) -> list[Possible]:
    values = bridge_gaps(phase.times_s, phase.values, longest_s=UNSEEN_S)
    phase = replace(phase, values=values)
    if movement.stepping:
        return possible_lunges(track, phase, movement)
    stretches = stretches_of(phase.values)
    usual = usual_range([phase.values[a:b] for a, b in stretches], movement.smallest / 2)
    turned = movement.either_start and _starts_turned(track, phase, stretches, usual)
    return possible_of(phase, stretches, movement, turned=turned)


def _in_turn(
    track: PoseTrack, exercise: str, seen: list[Possible], faint: list[Possible]
) -> list[Possible]:
    """What a hidden side may have done while the other one rested."""
    chosen = _chosen(track, exercise, seen)
    if not chosen:
        return []
    kept = _between(chosen, [one.repetition for one in faint])
    # One that moved once while the other side did a set was resting.
    if len(kept) < IN_TURN * sum(one.complete for one in chosen):
        return []
    return [one for one in faint if one.repetition in kept]


def _chosen(track: PoseTrack, exercise: str, possible: list[Possible]) -> list[Repetition] | None:
    movement = movement_of(exercise)
    rises = None
    if movement.jumps:
        rises = hips_rise(track, [one.repetition for one in possible])
        jumping = np.flatnonzero(who_jumps(rises))
        possible, rises = [possible[k] for k in jumping], rises[jumping]
    repetitions = [one.repetition for one in possible]
    sizes = np.array([one.size for one in possible])
    least = np.array([one.least for one in possible])
    strains = strains_of(track, exercise, repetitions)
    # What is too small to be one may still be kin, as what is beyond the limits.
    smallest = movement.smallest * (BEND if movement.stepping else 1.0)
    unfit = np.where(sizes < smallest, np.inf, strains)
    fewest = PAIR if movement.by_side else FEWEST
    family = largest_family(
        track,
        repetitions,
        sizes,
        least,
        unfit,
        fewest,
        by_leg=movement.stepping,
        arms=movement.by_side,
    )
    if family is None:
        return None
    gone = least / family.usual(least)
    enough = movement.whole
    if movement.even:
        gone = shares_gone(track, exercise, repetitions, family, gone, beside=rises)
        enough = movement.enough
    strained = np.maximum(strains - max(0.5, float(np.median(strains[family.members]))), 0.0)
    larger = np.maximum(np.abs(np.log(sizes / family.usual(sizes))) - ONE_SIZE, 0.0)
    as_far = np.where(gone > LONGER, 1.0, AS_FAR)
    off = (1 - as_far) * family.off**2 + as_far * family.off_as_far**2
    if movement.jumps:
        off = np.minimum(family.off, family.off_as_far) ** 2
    if movement.jumps or movement.on_floor:
        off *= ALONE
    worths = 1 - off - STRAINED * strained - larger
    worths += BOTH * np.array([one.side == "both" for one in repetitions])
    found = _parted(repetitions, worths, sizes, gone, family, enough)
    border = border_of(gone[[k for k, _ in found]], enough)
    found = _parted(repetitions, worths, sizes, gone, family, border)
    return [replace(repetitions[k], complete=complete) for k, complete in found]


def _parted(
    repetitions: list[Repetition],
    worths: Numbers,
    sizes: Numbers,
    gone: Numbers,
    family: Family,
    enough: float,
) -> list[tuple[int, bool]]:
    """Places of those that were done, and whether each is complete."""
    whole = np.flatnonzero((gone >= enough) & (worths > -2))
    kept = [int(whole[k]) for k in best_chain([repetitions[k] for k in whole], worths[whole])]
    small = (gone >= PARTIAL) & (gone < enough) & (family.off_if_short < FAR)
    taken: list[int] = []
    others = [repetitions[k] for k in kept]
    for k in sorted(np.flatnonzero(small).tolist(), key=lambda k: -sizes[k]):
        if _free_of([repetitions[k]], others):
            taken.append(k)
            others.append(repetitions[k])
    return [(k, True) for k in kept] + [(k, False) for k in taken]


def _free_of(found: list[Repetition], taken: list[Repetition]) -> list[Repetition]:
    """Those that share no time with what is taken."""
    starts = np.array([other.start_s for other in taken])
    ends = np.array([other.end_s for other in taken])

    def is_free(one: Repetition) -> bool:
        shared = np.minimum(ends, one.end_s) - np.maximum(starts, one.start_s)
        shorter = np.minimum(ends - starts, one.end_s - one.start_s)
        return not (shared > 0.1 * shorter).any()

    return [one for one in found if is_free(one)]


def _of_few(track: PoseTrack, exercise: str, seen: list[Phase]) -> list[Repetition]:
    """Those that go far enough beside the farthest; what cannot be the exercise is cut out."""
    movement = movement_of(exercise)
    kept: list[Repetition] = []
    for _ in range(ROUNDS):
        found = _counted(track, seen, movement)
        kept = alike(track, exercise, found)
        if movement.jumps:
            kept = [kept[k] for k in np.flatnonzero(who_jumps(hips_rise(track, kept)))]
        odd = [one for one in found if one.complete and one not in kept]
        if not odd:
            break
        seen = [_without(phase, odd) for phase in seen]
    if len(kept) >= FEWEST and not any(one.complete for one in kept):
        # What they fell short of was another movement.
        farthest = max((one.range_deg for one in kept), default=0.0)
        kept = [replace(one, complete=one.range_deg >= movement.whole * farthest) for one in kept]
    return kept


def _counted(track: PoseTrack, seen: list[Phase], movement: Movement) -> list[Repetition]:
    """Repetitions of the phases, the better seen side first."""
    sides = [_of_phase(track, phase, movement) for phase in seen]
    if len(sides) == 1:
        return sides[0]
    if len(sides) == 2 and seen[1].quality < FAINT * seen[0].quality:
        sides[1] = _between(sides[0], sides[1])
    return _joined(*sides) if sides else []


def _without(phase: Phase, odd: list[Repetition]) -> Phase:
    """What is another movement has no say in how far a usual repetition goes."""
    values = phase.values.copy()
    for one in odd:
        if one.side in ("both", phase.side) or phase.side == "both":
            values[(phase.times_s > one.start_s) & (phase.times_s < one.end_s)] = np.nan
    return replace(phase, values=values)


def _of_phase(track: PoseTrack, phase: Phase, movement: Movement) -> list[Repetition]:
    stretches = stretches_of(phase.values)
    if not stretches:
        return []
    usual = usual_range([phase.values[a:b] for a, b in stretches], movement.smallest / 2)
    turned = movement.either_start and _starts_turned(track, phase, stretches, usual)
    repetitions = []
    for first, last in stretches:
        values = phase.values[first:last]
        cycles = count_cycles(
            -values if turned else values,
            movement.smallest,
            movement.shortest_s * RATE_HZ,
            movement.longest_s * RATE_HZ,
            usual=usual,
            trailing=movement.trailing,
            whole=movement.whole,
        )
        repetitions += [told(cycle, phase, first) for cycle in cycles]
    return repetitions


def _starts_turned(
    track: PoseTrack, phase: Phase, stretches: list[tuple[int, int]], usual: float
) -> bool:
    """Whether it begins at its turning point, as a weight is lifted off the floor.

    Either the recording begins there, or somebody gets ready there.
    """
    if not usual:
        return False
    points = [
        (first + place, is_top)
        for first, last in stretches
        for place, is_top in turning_points(phase.values[first:last], usual / 2)
    ]
    if not points:
        return False
    at_once = points[0][1] and _leans(track, phase, [place for place, is_top in points if is_top])
    return lifted(track, phase.times_s, phase.values, usual, stretches, at_once=at_once)


def _leans(track: PoseTrack, phase: Phase, tops: list[int]) -> bool:
    """Whether somebody leans as far at the first turning point as at the others, or walks in."""
    times_s = phase.times_s[tops]
    first, last = (np.searchsorted(track.times_s, times_s + off) for off in (-AROUND_S, AROUND_S))
    leans = lean_deg(track)[:, None]
    there = [middle(leans[a : b + 1]) for a, b in zip(first, last, strict=True)]
    return bool(there[0] > LEANS * middle(np.array(there)))


def _between(seen: list[Repetition], faint: list[Repetition]) -> list[Repetition]:
    """What a hidden side does in turn with the side that is seen; the rest is a guess."""
    lasting = [one.end_s - one.start_s for one in seen if one.complete]
    if not lasting:
        return []
    usual = float(np.median(lasting))
    since, until = seen[0].start_s - 2 * usual, seen[-1].end_s + 2 * usual

    def fits(one: Repetition) -> bool:
        lasts = one.end_s - one.start_s
        shared = [min(one.end_s, r.end_s) - max(one.start_s, r.start_s) for r in seen]
        return (
            one.complete
            and since <= one.start_s
            and one.end_s <= until
            and 0.5 * usual <= lasts <= 2 * usual
            and max(shared) <= 0.4 * min(lasts, usual)
        )

    return [one for one in faint if fits(one)]


def _front_leg(track: PoseTrack, one: Repetition, torso: float) -> Side:
    """The leg whose knee is higher at the turning point; the other one's is near the floor."""
    first = np.searchsorted(track.times_s, one.bottom_s - AROUND_S)
    last = np.searchsorted(track.times_s, one.bottom_s + AROUND_S, side="right")
    heights = track.points[first:last, [INDEX["left_knee"], INDEX["right_knee"]], 1]
    gap = known_median(heights[:, 1] - heights[:, 0]) / torso
    if not abs(gap) > LEVEL:
        return "both"
    return "left" if gap > 0 else "right"


def _joined(one_side: list[Repetition], other_side: list[Repetition]) -> list[Repetition]:
    """Repetitions of both sides, those at the same time as one."""
    rest = list(other_side)
    joined = []
    for one in one_side:
        other = min(rest, key=lambda r: abs(r.bottom_s - one.bottom_s), default=None)
        if other is not None and _together(one, other):
            rest.remove(other)
            joined.append(_both(one, other))
        else:
            joined.append(one)
    return joined + rest


def _together(one: Repetition, other: Repetition) -> bool:
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return abs(one.bottom_s - other.bottom_s) < TOGETHER_S or shared > 0.6 * shorter


def _both(one: Repetition, other: Repetition) -> Repetition:
    complete = one.complete or other.complete
    kept = [r for r in (one, other) if r.complete == complete]

    def mean(name: str) -> float:
        return round(float(np.mean([getattr(r, name) for r in kept])), 3)

    return Repetition(
        mean("start_s"),
        mean("bottom_s"),
        mean("end_s"),
        side="both",
        complete=complete,
        range_deg=max(r.range_deg for r in kept),
    )
