"""The sentences that trainings and their guard say: made here, and told apart again elsewhere.

What is kept is English. A page in another language finds the sentence by its template, and
says it there with the same numbers; so what was kept long ago is said too.
"""

from __future__ import annotations

HELD, NOT_HELD = "held", "not held"

SENTENCES: dict[str, str] = {
    # Why a version was promoted or not.
    "first-model": "the first model of {task}",
    "broken-champion": "the champion cannot be loaded: {why}",
    "gain": "{metric} changes by {value} (95% interval {low} to {high}, p {p}); its lower end "
    "must exceed {bar}: {held}",
    "fall": "{metric} changes by {value} (95% interval {low} to {high}, p {p}); its upper end "
    "must lie below {bar}: {held}",
    "refresh-gain": "{metric} changes by {value} (95% interval {low} to {high}, p {p}); its lower "
    "end may fall to {bar} ({share} of the champion's, whose model and settings these are, on "
    "other data): {held}",
    "refresh-fall": "{metric} changes by {value} (95% interval {low} to {high}, p {p}); its upper "
    "end may rise to {bar} ({share} of the champion's, whose model and settings these are, on "
    "other data): {held}",
    "may-rise": "{metric} changes by {value}; it may rise by at most {bar}: {held}",
    "may-fall": "{metric} changes by {value}; it may fall by at most {bar}: {held}",
    "people": "{metric} of the {n} people with {amount} entries changes by {value}; no group may "
    "surely lose more than {share}: {held}",
    "group": "{metric} of the {n} {group} changes by {value}; no group may surely lose more than "
    "{share}: {held}",
    "slow": "slow answers take {new} ms (the champion's {old} ms); they may take {bar} ms: {held}",
    "large": "it holds {new} MB (the champion {old} MB); it may hold {bar} MB: {held}",
    "baseline": "{metric} differs from that of '{model}' by {value} (95% interval {low} to "
    "{high}); it must not surely be worse: {held}",
    "baseline-first": "{metric} differs from that of '{model}' by {value} (95% interval {low} to "
    "{high}); it must not surely be worse: {held}, but nothing else serves",
    "baseline-strict": "{metric} differs from that of '{model}' by {value} (95% interval {low} to "
    "{high}); it must surely be better: {held}",
    "pinned": "{version} is pinned; `medley promote` replaces it by hand",
    "unmeasured-refresh": "too few {asked} to measure it or the champion, whose model and "
    "settings these are, on other data",
    "unmeasured": "too few {asked} to measure a gain over the champion",
    # Whether a task is due.
    "few": "{n} examples; {least} are needed",
    "first": "there is no version yet, and {n} examples",
    "unchanged": "nothing changed since the latest version",
    "changed": "{changed} of {n} examples are new or changed; {enough} are enough",
    "drifted": "what came since differs in its {about} (index {index})",
    "old": "the latest version is {age} days old, more than {most}, and {changed} of {n} examples "
    "are new or changed",
    "little": "{changed} of {n} examples are new or changed; {enough} would be enough",
    # What became of a training.
    "serves": "{version} serves",
    "does-not-serve": "{version} does not serve",
    "same-data": "nothing changed since {version}",
    "too-little": "there is too little to learn from",
}


def say(code: str, **facts: str) -> str:
    """Say a sentence in English.

    Examples
    --------
    >>> say("may-fall", metric="coverage", value="-0.0100", bar="0.05", held=HELD)
    'coverage changes by -0.0100; it may fall by at most 0.05: held'
    """
    return SENTENCES[code].format(**facts)


def held_words(held: bool) -> str:
    """Say whether a rule held."""
    return HELD if held else NOT_HELD
