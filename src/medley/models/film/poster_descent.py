"""How a network learns several genres from views of posters (torch)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from medley.core.model import Progress
from medley.models.film.poster_views import PosterViewer
from medley.models.network.descending import Descending
from medley.models.network.descent import Descent

_MOST_KEPT = 0.998
_LEAST = 1e-6


def asymmetric_loss(focus: float, margin: float) -> Callable[[Tensor, Tensor], Tensor]:
    """Make a loss in which genres that are easily seen to be absent count less.

    Parameters
    ----------
    focus : float
        Exponent of an absent genre's probability; 0 with no margin is cross entropy.
    margin : float
        An absent genre that is less likely than this counts nothing.

    References
    ----------
    Ridnik et al., "Asymmetric loss for multi-label classification", ICCV 2021.
    """

    def loss(scores: Tensor, targets: Tensor) -> Tensor:
        said = torch.sigmoid(scores)
        present = nn.functional.logsigmoid(scores)
        if not focus and not margin:
            absent = nn.functional.logsigmoid(-scores)
        else:
            above = (said - margin).clamp(min=0)
            absent = above**focus * torch.log((1 - above).clamp(min=_LEAST))
        # Of the size of one genre's: what the rate of learning was set for.
        return -(targets * present + (1 - targets) * absent).mean() * 10

    return loss


def learned(
    network: Any,
    posters: NDArray[np.uint8],
    labels: NDArray[np.bool_],
    *,
    viewer: PosterViewer,
    descent: Descent,
    loss: Callable[[Tensor, Tensor], Tensor],
    rng: np.random.Generator,
    progress: Progress,
) -> Any:
    """Learn, and give the running mean of the weights.

    Parameters
    ----------
    network : torch.nn.Module
        Its last layer is ``head[1]``.
    posters : ndarray of uint8, shape (n, height, width, 3)
        As `PosterViewer.view` takes them.
    labels : ndarray of bool, shape (n, n_genres)
    viewer : PosterViewer
    descent : Descent
    loss : callable
    rng : numpy.random.Generator
    progress : Progress

    Returns
    -------
    torch.nn.Module
    """
    truth = labels.astype(np.float32)
    share = (truth.sum(axis=0) + 0.5) / (len(truth) + 1)
    network.head[1].bias.data = torch.from_numpy(np.log(share / (1 - share)))
    mean = copy.deepcopy(network)
    n_steps = descent.n_steps(len(posters))
    descending = Descending.begin(network, descent, n_steps, loss)
    batches = descent.batches(np.arange(len(posters)), rng)
    for step, drawn in zip(range(1, n_steps + 1), batches, strict=False):
        held = viewer.mix(viewer.view(posters[drawn]), truth[drawn])
        lost = descending.step(*held)
        _follow(mean, network, min(_MOST_KEPT, step / (step + 9)))
        progress(step / n_steps, f"step {step} of {n_steps}, loss {lost:.2f}")
    return mean.eval()


def _follow(mean: Any, network: Any, kept: float) -> None:
    """Move a running mean towards a network."""
    with torch.no_grad():
        for held, made in zip(
            mean.state_dict().values(), network.state_dict().values(), strict=True
        ):
            if held.dtype.is_floating_point:
                held.lerp_(made, 1 - kept)
            else:
                held.copy_(made)
