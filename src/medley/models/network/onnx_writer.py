"""Writing a fitted network as an ONNX graph, the same bytes each time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_OPSET, _IR_VERSION = 17, 8
"""Old enough for every onnxruntime since 2022."""


class GraphWriter:
    """Collects nodes and weights; the first axis is the batch, of any length.

    Needs the package ``onnx``. ``torch.onnx.export`` is not used: it takes seconds
    for a network that is written in milliseconds, and puts paths of this machine
    into the graph.

    Parameters
    ----------
    shape : tuple of int
        Of the input, without the batch.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._numpy_helper = helper, numpy_helper
        self._shape = shape
        self._nodes: list[Any] = []
        self._weights: list[Any] = []
        self.input = "input"

    def weights(self, values: NDArray[Any]) -> str:
        """Add constant numbers; gives their name."""
        name = f"w{len(self._weights)}"
        held = np.ascontiguousarray(values)
        self._weights.append(self._numpy_helper.from_array(held, name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add an operator; gives the name of its output."""
        name = f"n{len(self._nodes)}"
        made = self._helper.make_node(operator, list(inputs), [name], name=name, **attributes)
        self._nodes.append(made)
        return name

    def packed(self, output: str, n_outputs: int) -> NDArray[np.uint8]:
        """Close the graph.

        Parameters
        ----------
        output : str
            Name of what it gives, of shape (batch, n_outputs).
        n_outputs : int

        Returns
        -------
        ndarray of uint8
            The graph's bytes.
        """
        helper = self._helper
        self._nodes.append(helper.make_node("Identity", [output], ["scores"], name="scores"))
        one = 1  # FLOAT in ONNX's list of types
        graph = helper.make_graph(
            self._nodes,
            "network",
            [helper.make_tensor_value_info(self.input, one, ["batch", *self._shape])],
            [helper.make_tensor_value_info("scores", one, ["batch", n_outputs])],
            self._weights,
        )
        made = helper.make_model(
            graph,
            producer_name="medley",
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=_IR_VERSION,
        )
        return np.frombuffer(made.SerializeToString(deterministic=True), np.uint8)
