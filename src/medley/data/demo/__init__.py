"""The demo catalogue: made data that looks like a real site, and says that it is made."""

from medley.data.demo.made import DEMO_NOW_MS
from medley.data.demo.rows import (
    demo_fingerprint,
    demo_items,
    demo_playlists,
    demo_playlists_fingerprint,
    demo_rows,
)

__all__ = [
    "DEMO_NOW_MS",
    "demo_fingerprint",
    "demo_items",
    "demo_playlists",
    "demo_playlists_fingerprint",
    "demo_rows",
]
