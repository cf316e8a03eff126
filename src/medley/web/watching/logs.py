"""How lines of the log look: for people, or one JSON object a line for programs.

    {"at": "2026-11-21T20:31:00.412+00:00", "level": "INFO", "logger": "medley.access",
     "message": "request", "request_id": "7b1c44af...", "view": "feed:home",
     "method": "GET", "status": 200, "ms": 11.8}

No line names a person: requests are named by view, never by address.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from medley.web.watching.request_id import current_request_id

FIELDS = ("view", "method", "status", "ms", "job", "kind", "subject")
"""What a line may say besides its message, each a keyword in ``extra``."""


def logging_settings(form: str, *, access: bool) -> dict[str, Any]:
    """Make Django's ``LOGGING``.

    Parameters
    ----------
    form : str
        ``"plain"`` or ``"json"``.
    access : bool
        Write a line for each request.
    """
    handler = {
        "class": "logging.StreamHandler",
        "formatter": "lines",
        "filters": ["no_address"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_address": {"()": f"{__name__}.NoAddress"}},
        "formatters": {"lines": {"()": f"{__name__}.{'Json' if form == 'json' else 'Plain'}Lines"}},
        "handlers": {
            # People at a terminal are told what needs them; programs are told all.
            "console": handler | {"level": "INFO" if form == "json" else "WARNING"},
            "access": handler | {"level": "INFO"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "medley": {"level": "INFO"},
            "medley.access": {
                "handlers": ["access"],
                "level": "INFO" if access else "WARNING",
                "propagate": False,
            },
            # Each request has its line already.
            "django.request": {"level": "ERROR"},
        },
    }


class NoAddress(logging.Filter):
    """Puts the view in place of the address, which may hold what only its owner knows."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change a record of a request; let all pass."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            view = (match.view_name or match.route) if match else "none"
            record.args = tuple(view if arg == path else arg for arg in record.args)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = current_request_id()
        if request_id:
            line["request_id"] = request_id
        line |= _said(record)
        if record.exc_info:
            line["trouble"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """``2026-11-21 20:31:00 INFO medley.access: request view=feed:home ... [7b1c44af]``."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        parts = [f"{at} {record.levelname} {record.name}: {record.getMessage()}"]
        parts += [f"{name}={value}" for name, value in _said(record).items()]
        request_id = current_request_id()
        if request_id:
            parts.append(f"[{request_id}]")
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _said(record: logging.LogRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
