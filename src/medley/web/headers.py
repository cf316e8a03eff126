"""Response headers that every page carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

NO_DEVICES = "camera=(), microphone=(), geolocation=(), display-capture=()"
CAMERA = "camera=(self), microphone=(), geolocation=(), display-capture=()"


def allow_camera(response: HttpResponse) -> HttpResponse:
    """Let a page ask for the camera, and for no other device."""
    response.headers["Permissions-Policy"] = CAMERA
    return response


class ContentSecurityPolicy:
    """Let pages load from this site alone and use no device; a view may say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the policies unless there are some."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response
