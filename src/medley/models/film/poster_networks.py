"""The networks that look at posters, and writing them down (torch)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from medley.models.network.onnx_writer import GraphWriter

_SQUEEZE = 8


def _convolution(n_in: int, n_out: int, size: int, stride: int) -> nn.Sequential:
    held = nn.Conv2d(n_in, n_out, size, stride, size // 2, bias=False)
    return nn.Sequential(held, nn.BatchNorm2d(n_out))


class _Halving(nn.Module):  # type: ignore[misc]
    """Two 3 x 3 convolutions, weighed channel by channel, beside a mean; half the size comes out.

    References: He et al. 2016; Hu et al., "Squeeze-and-excitation networks", CVPR 2018.
    """

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.first = _convolution(n_in, n_out, 3, 2)
        self.second = _convolution(n_out, n_out, 3, 1)
        self.beside = _convolution(n_in, n_out, 1, 1)
        self.squeeze = nn.Conv2d(n_out, max(_SQUEEZE, n_out // _SQUEEZE), 1)
        self.excite = nn.Conv2d(max(_SQUEEZE, n_out // _SQUEEZE), n_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        deep = self.second(nn.functional.relu(self.first(x)))
        squeezed = nn.functional.relu(self.squeeze(deep.mean(dim=(2, 3), keepdim=True)))
        deep = deep * torch.sigmoid(self.excite(squeezed))
        return nn.functional.relu(deep + self.beside(nn.functional.avg_pool2d(x, 2)))


class PosterNetwork(nn.Module):  # type: ignore[misc]
    """From pictures, shape (n, height, width, 3), to scores of genres.

    A strided stem, three residual blocks, and the mean beside the maximum over the
    picture. Height and width must be multiples of 16.

    Parameters
    ----------
    n_genres : int
    width : int
        Channels after the stem; the last block has eight times as many.
    dropout : float
    mean, deviation : ndarray of float32, shape (3,)
        Of the training posters' colours.
    """

    def __init__(
        self,
        n_genres: int,
        width: int,
        dropout: float,
        mean: NDArray[np.float32],
        deviation: NDArray[np.float32],
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.stem = _convolution(3, width, 5, 2)
        self.blocks = nn.ModuleList([_Halving(width * n, width * 2 * n) for n in (1, 2, 4)])
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(16 * width, n_genres))
        # Half as fast again on a processor as channels first.
        self.to(memory_format=torch.channels_last)

    def forward(self, x: Tensor) -> Tensor:
        """Give scores, shape (n, n_genres)."""
        # As it lies, with channels last.
        x = ((x - self.mean) / self.deviation).permute(0, 3, 1, 2)
        x = nn.functional.relu(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return self.head(torch.cat((x.mean(dim=(2, 3)), x.amax(dim=(2, 3))), dim=1))

    def written(self, height: int, width: int) -> NDArray[np.uint8]:
        """Write the network, which has learned, as an ONNX graph."""
        self.eval()
        graph = GraphWriter((height, width, 3))
        x = graph.node("Relu", _write(graph, _write_input(graph, self), _fused(self.stem)))
        for block in self.blocks:
            deep = graph.node("Relu", _write(graph, x, _fused(block.first)))
            deep = _write(graph, deep, _fused(block.second))
            means = graph.node("GlobalAveragePool", deep)
            squeezed = graph.node("Relu", _write(graph, means, block.squeeze))
            excited = graph.node("Sigmoid", _write(graph, squeezed, block.excite))
            pooled = graph.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
            deep = graph.node("Mul", deep, excited)
            x = graph.node("Add", deep, _write(graph, pooled, _fused(block.beside)))
            x = graph.node("Relu", x)
        mean = graph.node("ReduceMean", x, axes=[2, 3], keepdims=0)
        highest = graph.node("ReduceMax", x, axes=[2, 3], keepdims=0)
        return _write_head(graph, graph.node("Concat", mean, highest, axis=1), self.head[1])


class SmallNetwork(nn.Module):  # type: ignore[misc]
    """Two convolutions, each with a maximum over 2 x 2, and two linear layers.

    Parameters
    ----------
    n_genres : int
    side : int
        Of the square pictures; a multiple of 4.
    dropout : float
    mean, deviation : ndarray of float32, shape (3,)
    """

    def __init__(
        self,
        n_genres: int,
        side: int,
        dropout: float,
        mean: NDArray[np.float32],
        deviation: NDArray[np.float32],
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.first = nn.Conv2d(3, 32, 3, padding=1)
        self.second = nn.Conv2d(32, 64, 3, padding=1)
        self.hidden = nn.Linear(64 * (side // 4) ** 2, 128)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(128, n_genres))

    def forward(self, x: Tensor) -> Tensor:
        """Give scores, shape (n, n_genres)."""
        x = ((x - self.mean) / self.deviation).permute(0, 3, 1, 2)
        x = nn.functional.max_pool2d(nn.functional.relu(self.first(x)), 2)
        x = nn.functional.max_pool2d(nn.functional.relu(self.second(x)), 2)
        return self.head(nn.functional.relu(self.hidden(x.flatten(1))))

    def written(self, height: int, width: int) -> NDArray[np.uint8]:
        """Write the network, which has learned, as an ONNX graph."""
        graph = GraphWriter((height, width, 3))
        x = _write_input(graph, self)
        for layer in (self.first, self.second):
            x = graph.node("Relu", _write(graph, x, layer))
            x = graph.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
        x = graph.node("Flatten", x, axis=1)
        hidden = [
            graph.weights(held.detach().numpy()) for held in (self.hidden.weight, self.hidden.bias)
        ]
        x = graph.node("Relu", graph.node("Gemm", x, *hidden, transB=1))
        return _write_head(graph, x, self.head[1])


def _write_input(graph: GraphWriter, network: Any) -> str:
    x = graph.node("Sub", graph.input, graph.weights(network.mean.numpy()))
    x = graph.node("Div", x, graph.weights(network.deviation.numpy()))
    return graph.node("Transpose", x, perm=[0, 3, 1, 2])


def _write(graph: GraphWriter, x: str, layer: Any) -> str:
    pad = layer.padding[0]
    return graph.node(
        "Conv",
        x,
        graph.weights(layer.weight.detach().contiguous().numpy()),
        graph.weights(layer.bias.detach().numpy()),
        kernel_shape=list(layer.kernel_size),
        strides=list(layer.stride),
        pads=[pad] * 4,
    )


def _fused(layer: nn.Sequential) -> Any:
    """The convolution with its batch normalisation folded in."""
    return fuse_conv_bn_eval(layer[0], layer[1])


def _write_head(graph: GraphWriter, x: str, layer: Any) -> NDArray[np.uint8]:
    weights = graph.weights(layer.weight.detach().numpy())
    offsets = graph.weights(layer.bias.detach().numpy())
    return graph.packed(graph.node("Gemm", x, weights, offsets, transB=1), len(layer.bias))
