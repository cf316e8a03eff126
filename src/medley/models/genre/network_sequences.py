"""A recurrent network over the frames of a segment (torch)."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from medley.models.genre.network_chunks import write_linear
from medley.models.network.onnx_writer import GraphWriter


class SequenceNetwork(nn.Module):  # type: ignore[misc]
    """From MFCC frames, shape (n, n_frames, n_mfcc), to scores of genres.

    Two LSTM layers, a hidden layer, as in the original music classifier; the frames'
    states are averaged instead of taking the last, which forgets how a clip began.

    Parameters
    ----------
    n_genres, n_frames, n_hidden : int
    dropout : float
    mean, deviation : ndarray of float32, shape (n_mfcc,)
        Of the training songs' frames.
    """

    def __init__(
        self,
        n_genres: int,
        n_frames: int,
        n_hidden: int,
        dropout: float,
        mean: NDArray[np.float32],
        deviation: NDArray[np.float32],
    ) -> None:
        super().__init__()
        self.n_frames = n_frames
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.first = nn.LSTM(len(mean), n_hidden, batch_first=True)
        self.second = nn.LSTM(n_hidden, n_hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(n_hidden, n_hidden)
        self.head = nn.Linear(n_hidden, n_genres)

    def forward(self, x: Tensor) -> Tensor:
        """Give scores, shape (n, n_genres)."""
        x, _ = self.first((x - self.mean) / self.deviation)
        x, _ = self.second(self.dropout(x))
        x = nn.functional.relu(self.hidden(self.dropout(x.mean(dim=1))))
        return self.head(self.dropout(x))


def write_sequences(network: SequenceNetwork) -> NDArray[np.uint8]:
    """Write a network that has learned as an ONNX graph."""
    network.eval()
    graph = GraphWriter((network.n_frames, len(network.mean)))
    x = graph.node("Sub", graph.input, graph.weights(network.mean.numpy()))
    x = graph.node("Div", x, graph.weights(network.deviation.numpy()))
    x = graph.node("Transpose", x, perm=[1, 0, 2])
    for layer in (network.first, network.second):
        x = _write_lstm(graph, x, layer)
    x = graph.node("ReduceMean", x, axes=[0], keepdims=0)
    weights = graph.weights(network.hidden.weight.detach().numpy())
    offsets = graph.weights(network.hidden.bias.detach().numpy())
    x = graph.node("Relu", graph.node("Gemm", x, weights, offsets, transB=1))
    return write_linear(graph, x, network.head)


def _write_lstm(graph: GraphWriter, x: str, layer: nn.LSTM) -> str:
    """Write one layer; frames come first, then the batch."""

    def gates(weights: Tensor) -> NDArray[np.float32]:
        # torch keeps input, forget, cell, output; ONNX input, output, forget, cell.
        i, f, c, o = np.split(weights.detach().numpy(), 4)
        return np.concatenate((i, o, f, c))

    offsets = np.concatenate((gates(layer.bias_ih_l0), gates(layer.bias_hh_l0)))
    states = graph.node(
        "LSTM",
        x,
        graph.weights(gates(layer.weight_ih_l0)[None]),
        graph.weights(gates(layer.weight_hh_l0)[None]),
        graph.weights(offsets[None]),
        hidden_size=layer.hidden_size,
    )
    return graph.node("Squeeze", states, graph.weights(np.array([1], np.int64)))
