"""Numbers drawn from names: the same in every process, on every machine."""

from __future__ import annotations

from hashlib import blake2b

_BITS = 64


def seed_of(*parts: str) -> int:
    """Turn names into a seed.

    Python's own ``hash`` differs from process to process; this does not. Parts
    are kept apart, so ``("ab", "c")`` and ``("a", "bc")`` differ.

    Returns
    -------
    int
        In [0, 2**64).

    Examples
    --------
    >>> seed_of("home", "user:3") == seed_of("home", "user:3")
    True
    >>> seed_of("ab", "c") == seed_of("a", "bc")
    False
    """
    digest = blake2b(digest_size=_BITS // 8)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return int.from_bytes(digest.digest(), "little")


def share_of(*parts: str) -> float:
    """Turn names into a number spread evenly over [0, 1).

    Examples
    --------
    >>> 0 <= share_of("button colour", "visitor:8") < 1
    True
    """
    # 53 bits are what a float holds exactly, so 1.0 itself cannot come out.
    return (seed_of(*parts) >> (_BITS - 53)) / (1 << 53)
