"""Readings and covers as plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from medley.covers.cover import Cover, CoverRequest
from medley.covers.reading import Reading


def reading_document(reading: Reading) -> dict[str, Any]:
    """Lay out what was read in a title: the scene, and what speaks for each part."""
    return {
        "language": reading.language,
        "scene": asdict(reading.scene),
        "evidence": [asdict(one) for one in reading.evidence],
    }


def cover_document(request: CoverRequest, cover: Cover) -> dict[str, Any]:
    """Lay out how a cover was made and how it came out."""
    return {
        "title": request.title,
        "width": cover.image.width,
        "height": cover.image.height,
        "seed": request.seed,
        **reading_document(cover.reading),
        "layout": cover.layout,
        "lines": list(cover.lines),
        "left_out": list(cover.left_out),
        "shortened": cover.shortened,
        "contrast": None if cover.contrast is None else round(cover.contrast, 2),
        "painter": cover.painter,
    }
