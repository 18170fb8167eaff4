"""A network as an ONNX model (https://onnx.ai/onnx/operators): what other runtimes and programs read.

The model takes raw rows, as the data give them: their preparation is its first nodes. It has the tensors

    input                     (batch, inputs), of the network's own type
    logits, probabilities     (batch, outputs), where the loss knows probabilities, or else
    output                    (batch, outputs)

and, where there are any, the entries `class_names` (a JSON list) and `image_shape` (JSON, [height, width]) among its
metadata. Every operator is one of opset 17 with IR version 8, which runtimes read since 2022.

The input has the type of the network, which is float32 as a rule. The engine subtracts the mean in float64 where the
data are float64: columns that lie thousands of deviations away from zero lose digits here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import Gelu, LeakyRelu
from engine.checkpoint import Checkpoint
from engine.datasets import Dataset
from engine.snapshot import Snapshot
from engine.whole_file import write_whole

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

OPSET = 17
IR_VERSION = 8
_PROGRAM = "Backprop Studio"
_PROBABILITIES = {"softmax_cross_entropy": "Softmax", "sigmoid_cross_entropy": "Sigmoid"}
"""Loss -> operator that makes of the logits what its `predict` claims. Any other claims the outputs themselves."""


def write(checkpoint: Checkpoint, dataset: Dataset | None, path: Path) -> list[Path]:
    """Write the network as `path`.

    Raises:
        FileFormatError: The file cannot be written there.
    """
    write_whole(path, make_model(checkpoint.snapshot, checkpoint.spec.name).SerializeToString())
    return [path]


def make_model(snapshot: Snapshot, name: str) -> ModelProto:
    """The model, checked against the standard; `name` is the experiment's."""
    import onnx
    from onnx import helper

    # A name from a file may hold half a character, which no model may.
    name = name.encode(errors="replace").decode()
    graph = _Graph(snapshot.spec.dtype)
    signal = _prepare(graph, snapshot)
    last = len(snapshot.spec.layers) - 1
    claims = _PROBABILITIES.get(snapshot.spec.loss.name)
    result = "output" if claims is None else "logits"
    for i, (layer, spec) in enumerate(zip(snapshot.layers(), snapshot.spec.layers, strict=True)):
        operands = [signal, graph.constant(layer.weight, f"layers.{i}.weight")]
        if layer.bias is not None:
            operands.append(graph.constant(layer.bias, f"layers.{i}.bias"))
        activate, end = _ACTIVATIONS.get(spec.activation), result if i == last else ""
        signal = graph.add("Gemm", *operands, name="" if activate else end)
        if activate is not None:
            signal = activate(graph, signal, end)
    outputs = [result]
    if claims is not None:
        outputs.append(graph.add(claims, signal, name="probabilities"))

    made = helper.make_graph(
        graph.nodes,
        "network",
        [helper.make_tensor_value_info("input", graph.type, ["batch", snapshot.spec.inputs])],
        [helper.make_tensor_value_info(output, graph.type, ["batch", snapshot.spec.outputs]) for output in outputs],
        graph.constants,
    )
    model = helper.make_model(
        made,
        producer_name=_PROGRAM,
        doc_string=f"{name}, after {snapshot.step} steps. It takes raw rows: their preparation is part of it.",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(model, _metadata(snapshot, name))
    onnx.checker.check_model(model, full_check=True)
    return model


class _Graph:
    """Nodes and constants as they are added, one after the other.

    Attributes:
        type: ONNX's number of the element type of every tensor.
    """

    def __init__(self, dtype: str) -> None:
        from onnx import helper

        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._dtype = np.dtype(dtype)
        self.type = helper.np_dtype_to_tensor_dtype(self._dtype)

    def constant(self, value: float | NDArray[Any], name: str = "") -> str:
        """Add numbers that never change, in the network's type; the name of their tensor."""
        from onnx import numpy_helper

        name = name or f"constant.{len(self.constants)}"
        array = np.ascontiguousarray(value, self._dtype) if isinstance(value, np.ndarray) else self._dtype.type(value)
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, operator: str, *operands: str, name: str = "") -> str:
        """Add a node; the name of its result, `name` if that is given."""
        from onnx import helper

        name = name or f"{operator.lower()}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(operands), [name], name=f"node.{name}"))
        return name


def _prepare(graph: _Graph, snapshot: Snapshot) -> str:
    """Add (input - offset) * factor, as `Preparation.apply` computes it; what changes nothing is left out."""
    preparation = snapshot.preparation
    signal = "input"
    if preparation.scaling != "none":
        signal = graph.add("Sub", signal, graph.constant(preparation.value_range * preparation.mean, "offset"))
    factor = 1.0 / (preparation.value_range * preparation.deviation)
    if (factor != 1.0).any():
        signal = graph.add("Mul", signal, graph.constant(factor, "factor"))
    return signal


def _metadata(snapshot: Snapshot, name: str) -> dict[str, str]:
    metadata = {"experiment": name, "step": str(snapshot.step), "epoch": str(snapshot.epoch)}
    if snapshot.class_names:
        metadata["class_names"] = json.dumps(snapshot.class_names)
    if snapshot.image_shape is not None:
        metadata["image_shape"] = json.dumps(snapshot.image_shape)
    return metadata


# The nodes of one activation each, from the sums `z` to a result called `name`: see `engine.activations`.


def _leaky_relu(graph: _Graph, z: str, name: str) -> str:
    """Make max(z, slope z): the standard's own LeakyRelu knows the slope in float32 alone."""
    return graph.add("Max", z, graph.add("Mul", z, graph.constant(LeakyRelu.slope)), name=name)


def _elu(graph: _Graph, z: str, name: str) -> str:
    """Make max(z, 0) + exp(min(z, 0)) - 1: the standard's own Elu is written for float32 alone in onnxruntime."""
    falling = graph.add("Exp", graph.add("Min", z, graph.constant(0.0)))
    return graph.add("Add", graph.add("Relu", z), graph.add("Sub", falling, graph.constant(1.0)), name=name)


def _softplus(graph: _Graph, z: str, name: str) -> str:
    """Make max(z, 0) + log(1 + exp(-|z|)): the standard's own Softplus, log(1 + exp(z)), may overflow."""
    small = graph.add("Exp", graph.add("Neg", graph.add("Abs", z)))
    softened = graph.add("Log", graph.add("Add", small, graph.constant(1.0)))
    return graph.add("Add", graph.add("Relu", z), softened, name=name)


def _silu(graph: _Graph, z: str, name: str) -> str:
    return graph.add("Mul", z, graph.add("Sigmoid", z), name=name)


def _gelu(graph: _Graph, z: str, name: str) -> str:
    """Make z (1 + tanh(√(2/π) z (1 + 0.044715 z²))) / 2: the standard has an operator for it since opset 20 alone."""
    one = graph.constant(1.0)
    bent = graph.add("Add", graph.add("Mul", graph.add("Mul", z, z), graph.constant(Gelu.inner)), one)
    inside = graph.add("Mul", graph.add("Mul", z, graph.constant(Gelu.outer)), bent)
    share = graph.add("Mul", graph.add("Add", graph.add("Tanh", inside), one), graph.constant(0.5))
    return graph.add("Mul", z, share, name=name)


def _operator(name_of_operator: str) -> Callable[[_Graph, str, str], str]:
    return lambda graph, z, name: graph.add(name_of_operator, z, name=name)


_ACTIVATIONS: dict[str, Callable[[_Graph, str, str], str]] = {
    "relu": _operator("Relu"),
    "leaky_relu": _leaky_relu,
    "tanh": _operator("Tanh"),
    "sigmoid": _operator("Sigmoid"),
    "elu": _elu,
    "softplus": _softplus,
    "gelu": _gelu,
    "silu": _silu,
}
"""Every activation but the identity, which needs no node."""
