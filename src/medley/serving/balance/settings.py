"""How strongly each concern may move an item."""

from __future__ import annotations

from dataclasses import dataclass, fields

from medley.core.errors import ConfigError

_LIMITS: dict[str, tuple[float, float]] = {
    "page": (1, 200),
    "calibration": (0.0, 1.0),
    "outside": (0.0, 1.0),
    "diversity": (0.0, 1.0),
    "novelty": (0.0, 1.0),
    "freshness": (0.0, 1.0),
    "fresh_half_life_days": (0.01, 36_500.0),
    "rotation": (0.0, 1.0),
    "discovery": (0.0, 0.5),
    "prior_items": (0.01, 1000.0),
    "window": (10, 100_000),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """Settings of `balance`. All strengths at 0 keep the order of the scores.

    A strength is in the unit of the candidates' relevance, which is their score
    brought to [0, 1].

    Attributes
    ----------
    page : int
        Places of a page; each page is balanced as a whole.
    calibration : float
        Strength of the pull towards the person's mix of categories.
    outside : float
        Share of a page that lies outside the person's three largest categories,
        at the least.
    diversity : float
        Strength of the push away from what already stands on the page.
    novelty : float
        Relevance added to an item that nobody knows, less to better known ones; see
        `Candidates.known_by`.
    freshness : float
        Relevance added to an item published this moment.
    fresh_half_life_days : float
        After so many days half of that is left.
    rotation : float
        Standard deviation of the noise that makes two visits differ.
    discovery : float
        Share of a page's places that go to the best of what was shown least, see
        `Candidates.known_by`; they stand before the page's last two places, where a
        place costs least. Half a place is one on every second page. Nothing is
        discovered where nobody counted.
    prior_items : float
        The page's mix counts as if so many items of the wanted mix stood on it
        already, so that the first places are not ruled by their category.
    window : int
        A page is chosen among so many of the best that are left.
    apart : bool
        Whether two neighbours never have the same creator.

    Raises
    ------
    ConfigError
        If a value is out of its range.
    """

    page: int = 30
    calibration: float = 0.2
    outside: float = 0.3
    diversity: float = 0.05
    novelty: float = 0.0
    freshness: float = 0.05
    fresh_half_life_days: float = 30.0
    rotation: float = 0.003
    discovery: float = 0.117
    prior_items: float = 3.0
    window: int = 300
    apart: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            limits = _LIMITS.get(field.name)
            value = getattr(self, field.name)
            if limits is not None and not limits[0] <= value <= limits[1]:
                raise ConfigError(
                    f"{field.name} of the balance is {value}; "
                    f"it must lie between {limits[0]:g} and {limits[1]:g}"
                )
