"""A small residual network over short chunks of the mel spectrogram (torch)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from medley.models.network.onnx_writer import GraphWriter

FRAMES, BANDS = 128, 64


def _convolution(n_in: int, n_out: int, size: int, stride: int) -> nn.Sequential:
    held = nn.Conv2d(n_in, n_out, size, stride, size // 2, bias=False)
    return nn.Sequential(held, nn.BatchNorm2d(n_out))


class _Halving(nn.Module):  # type: ignore[misc]
    """Two 3 x 3 convolutions beside a mean; half as many frames and bands come out."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.first = _convolution(n_in, n_out, 3, 2)
        self.second = _convolution(n_out, n_out, 3, 1)
        self.beside = _convolution(n_in, n_out, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        deep = self.second(nn.functional.relu(self.first(x)))
        return nn.functional.relu(deep + self.beside(nn.functional.avg_pool2d(x, 2)))


class ChunkNetwork(nn.Module):  # type: ignore[misc]
    """From levels of bands, shape (n, FRAMES, BANDS), to scores of genres.

    A strided stem, three residual blocks that halve time and bands, the mean over the
    bands, and the mean beside the maximum over time.

    Parameters
    ----------
    n_genres : int
    width : int
        Channels after the stem; the last block has four times as many.
    dropout : float
    mean, deviation : float
        Of the training songs' levels.
    """

    def __init__(
        self, n_genres: int, width: int, dropout: float, mean: float, deviation: float
    ) -> None:
        super().__init__()
        self.mean, self.deviation = mean, deviation
        self.stem = _convolution(1, width, 5, 2)
        self.blocks = nn.ModuleList(
            [
                _Halving(width, 2 * width),
                _Halving(2 * width, 4 * width),
                _Halving(4 * width, 4 * width),
            ]
        )
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(8 * width, n_genres))
        # Half as fast again on a processor as channels first.
        self.to(memory_format=torch.channels_last)

    def forward(self, x: Tensor) -> Tensor:
        """Give scores, shape (n, n_genres)."""
        x = ((x - self.mean) / self.deviation)[:, None]
        x = x.contiguous(memory_format=torch.channels_last)
        x = nn.functional.relu(self.stem(x))
        for block in self.blocks:
            x = block(x)
        over_time = x.mean(dim=3)
        return self.head(torch.cat((over_time.mean(dim=2), over_time.amax(dim=2)), dim=1))


def write_chunks(network: ChunkNetwork) -> NDArray[np.uint8]:
    """Write a network that has learned as an ONNX graph."""
    network.eval()
    graph = GraphWriter((FRAMES, BANDS))
    x = graph.node("Sub", graph.input, graph.weights(np.array(network.mean, np.float32)))
    x = graph.node("Div", x, graph.weights(np.array(network.deviation, np.float32)))
    x = graph.node("Unsqueeze", x, graph.weights(np.array([1], np.int64)))
    x = graph.node("Relu", _write_convolution(graph, x, network.stem))
    for block in network.blocks:
        deep = graph.node("Relu", _write_convolution(graph, x, block.first))
        deep = _write_convolution(graph, deep, block.second)
        pooled = graph.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
        x = graph.node("Add", deep, _write_convolution(graph, pooled, block.beside))
        x = graph.node("Relu", x)
    x = graph.node("ReduceMean", x, axes=[3], keepdims=0)
    mean = graph.node("ReduceMean", x, axes=[2], keepdims=0)
    highest = graph.node("ReduceMax", x, axes=[2], keepdims=0)
    joined = graph.node("Concat", mean, highest, axis=1)
    return write_linear(graph, joined, network.head[1])


def write_linear(graph: GraphWriter, x: str, layer: Any) -> NDArray[np.uint8]:
    """End a graph with a linear layer."""
    weights = graph.weights(layer.weight.detach().numpy())
    offsets = graph.weights(layer.bias.detach().numpy())
    return graph.packed(graph.node("Gemm", x, weights, offsets, transB=1), len(layer.bias))


def _write_convolution(graph: GraphWriter, x: str, layer: nn.Sequential) -> str:
    """Write a convolution with its batch normalisation folded in."""
    fused = fuse_conv_bn_eval(layer[0], layer[1])
    pad = fused.padding[0]
    return graph.node(
        "Conv",
        x,
        graph.weights(fused.weight.detach().numpy()),
        graph.weights(fused.bias.detach().numpy()),
        kernel_shape=list(fused.kernel_size),
        strides=list(fused.stride),
        pads=[pad] * 4,
    )
