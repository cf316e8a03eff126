"""A page whose mix follows the person, with something else, and not all alike."""

from medley.serving.balance.candidates import Candidates
from medley.serving.balance.moves import Balanced, Move
from medley.serving.balance.reorder import balance
from medley.serving.balance.settings import Balance
from medley.serving.balance.target import open_up

__all__ = ["Balance", "Balanced", "Candidates", "Move", "balance", "open_up"]
