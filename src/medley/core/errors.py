"""Errors that a user can meet: one root, four kinds.

Every message names the value, what was expected, and the mend. The web turns
these into problem documents and the command line into one line; neither shows
a traceback for them.
"""


class MedleyError(Exception):
    """Root of every error that Medley raises on purpose."""


class ConfigError(MedleyError):
    """A setting or an option has a value that cannot be used."""


class DataError(MedleyError):
    """Input data is malformed, of the wrong kind, or not enough."""


class ArtifactError(MedleyError):
    """A saved model is corrupt, incompatible, or newer than this Medley."""


class UnavailableError(MedleyError):
    """Something the call needs is not installed, not running, or not fitted yet."""
