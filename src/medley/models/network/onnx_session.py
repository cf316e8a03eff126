"""Running an ONNX graph on one core, without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError

Dims = tuple[int | None, ...]


class OnnxSession:
    """A graph of one input, ready to run.

    Parameters
    ----------
    graph : bytes or Path
        A file may lie beside the files of its weights.

    Attributes
    ----------
    takes, gives : tuple of int or None
        Shapes of the input and of the first output; None where any length fits.

    Raises
    ------
    ValueError
        If it is no graph that onnxruntime can run, or needs more than one input of
        numbers.
    UnavailableError
        If onnxruntime is not installed.
    """

    def __init__(self, graph: bytes | Path) -> None:
        runtime = _load_runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        held = graph if isinstance(graph, bytes) else str(graph)
        try:
            session = runtime.InferenceSession(held, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no other root
            raise ValueError(f"onnxruntime cannot read it: {_first_line(error)}") from error
        inputs, outputs = session.get_inputs(), session.get_outputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            found = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
            raise ValueError(f"its inputs are {found or 'none'}, expected one of tensor(float)")
        self._session, self._name = session, inputs[0].name
        self._output = outputs[0].name
        self.takes, self.gives = _dims(inputs[0].shape), _dims(outputs[0].shape)

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the first output for a batch.

        Raises
        ------
        ValueError
            If the graph refuses the batch or gives no floating-point numbers.
        """
        try:
            (found,) = self._session.run([self._output], {self._name: batch})
        except Exception as error:  # onnxruntime's errors share no other root
            raise ValueError(
                f"it cannot take numbers of shape {batch.shape}: {_first_line(error)}"
            ) from error
        if not isinstance(found, np.ndarray) or found.dtype.kind != "f":
            raise ValueError("its first output holds no floating-point numbers")
        given: NDArray[np.float32] = found.astype(np.float32, copy=False)
        return given


def _load_runtime() -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise UnavailableError(
            "answering needs onnxruntime, which is not installed: pip install onnxruntime"
        ) from None
    return onnxruntime


def _dims(shape: list[Any]) -> Dims:
    return tuple(size if isinstance(size, int) and size > 0 else None for size in shape)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
