"""Where pictures begin for what looks at them: a poster's bytes become its pixels."""

from medley.data.sources.poster_pixels import MAX_ASPECT, MIN_SIDE, read_poster

__all__ = ["MAX_ASPECT", "MIN_SIDE", "read_poster"]
