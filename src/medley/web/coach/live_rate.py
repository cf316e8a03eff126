"""How often one browser, and one address, may ask the live coach.

Counted in this process for ten seconds at a time: a session asks about seven times a second
while it goes on and faster while it catches up after a lost connection.
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest

PERIOD_S = 10
A_BROWSER = 200
AN_ADDRESS = 2_000
"""A gym's browsers share one."""


def wait_s(request: HttpRequest) -> int:
    """Count a request; how long to wait in seconds, 0 where it may go on."""
    now = time.time()
    period = int(now // PERIOD_S)
    browser = request.META.get("CSRF_COOKIE", "")[:64]
    counts = (
        (f"live-browser-{browser}-{period}", A_BROWSER),
        (f"live-address-{request.META.get('REMOTE_ADDR', '')}-{period}", AN_ADDRESS),
    )
    within = [_counted(key) <= most for key, most in counts]
    return 0 if all(within) else max(1, round((period + 1) * PERIOD_S - now))


def _counted(key: str) -> int:
    cache.add(key, 0, 2 * PERIOD_S)
    try:
        return int(cache.incr(key))
    except ValueError:
        # Thrown out for want of room between the two.
        return 1
