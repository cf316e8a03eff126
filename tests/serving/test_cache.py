from __future__ import annotations

import threading

import pytest

from medley.serving.cache import RecentlyUsed


def test_it_never_holds_more_than_its_size_and_keeps_what_was_used():
    held = RecentlyUsed[int, int](3)
    for n in range(3):
        held.put(n, n)
    held.get(0)
    held.put(3, 3)
    assert [held.get(n) for n in range(4)] == [0, None, 2, 3]
    held.clear()
    assert len(held) == 0


def test_many_threads_may_use_it():
    held = RecentlyUsed[int, int](50)
    wrong = []

    def work(seed: int) -> None:
        for n in range(3000):
            key = (n * seed) % 120
            held.put(key, key * 2)
            value = held.get(key)
            if value not in (None, key * 2):
                wrong.append((key, value))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 7, 11, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(held) <= 50


def test_a_size_of_nothing_is_refused():
    with pytest.raises(ValueError, match="0 entries"):
        RecentlyUsed[int, int](0)
