"""Whether a request comes from the machine that the site runs on."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

_PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def is_from_here(request: HttpRequest) -> bool:
    """Whether a request comes from this machine and through no proxy.

    A proxy in front makes everybody look local, so that what came through one is not.
    """
    if any(name in request.headers for name in _PROXIED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
