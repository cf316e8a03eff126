"""Who sees which arm of an experiment: always the same, with nothing stored."""

from __future__ import annotations

from dataclasses import dataclass

from medley.core.errors import ConfigError
from medley.serving.seeding import share_of

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Arm:
    """One version that is tried out.

    Attributes
    ----------
    name : str
    share : float
        Of the people in the experiment, in (0, 1].
    """

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Experiment:
    """A trial of two or more arms on a part of all people.

    Attributes
    ----------
    name : str
        People are divided anew for each name; another experiment's division
        tells nothing about this one's.
    arms : tuple of Arm
        Two at least; the shares sum to 1. The first is what the others are
        compared with.
    traffic : float
        Share of all people who take part, in [0, 1]. Who is in stays in, with
        the same arm, when it rises.

    Raises
    ------
    ConfigError
        If a name is empty or comes twice, or shares do not fit.

    Examples
    --------
    >>> trial = Experiment("hybrid-2", (Arm("champion", 0.5), Arm("challenger", 0.5)))
    >>> trial.arm_of("user:3") == trial.arm_of("user:3")
    True
    """

    name: str
    arms: tuple[Arm, ...]
    traffic: float = 1.0

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        if not self.name or not all(names):
            raise ConfigError("an experiment and each of its arms need a name")
        if len(names) < 2 or len(set(names)) < len(names):
            raise ConfigError(
                f"experiment {self.name!r} has the arms {', '.join(names) or 'none'}; "
                "it needs two or more, each of its own name"
            )
        for arm in self.arms:
            if not 0 < arm.share <= 1:
                raise ConfigError(
                    f"arm {arm.name!r} of experiment {self.name!r} has the share {arm.share}; "
                    "it must lie between 0 and 1"
                )
        total = sum(arm.share for arm in self.arms)
        if abs(total - 1) > _ROUNDING:
            raise ConfigError(
                f"the shares of experiment {self.name!r} add up to {total:g}; they must make 1"
            )
        if not 0 <= self.traffic <= 1:
            raise ConfigError(
                f"the traffic of experiment {self.name!r} is {self.traffic}; "
                "it must lie between 0 and 1"
            )

    def arm_of(self, person: str) -> str | None:
        """Name the arm of a person, or None for somebody who takes no part.

        Parameters
        ----------
        person : str
            Person key. It must stay the same at sign-in for the arm to stay.
        """
        if share_of("takes part", self.name, person) >= self.traffic:
            return None
        place = share_of("arm", self.name, person)
        end = 0.0
        for arm in self.arms[:-1]:
            end += arm.share
            if place < end:
                return arm.name
        return self.arms[-1].name
