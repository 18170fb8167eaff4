"""A network as the graph that TensorBoard draws: a GraphDef (graph.proto) with a group of nodes a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.losses import LOSSES
from engine.snapshot import Snapshot

_UNKNOWN = -1
"""The number of rows, in a shape."""
_CLAIMS = {"softmax_cross_entropy": "softmax", "sigmoid_cross_entropy": "sigmoid"}
"""Loss -> what makes probabilities of the outputs."""


def graph_of(snapshot: Snapshot) -> Any:
    """The graph, from the raw inputs to what the network claims, and to the loss.

    Each layer is a group called by its number, units and activation, such as `layer_1_512_relu`.
    """
    from tensorboardX.proto.graph_pb2 import GraphDef
    from tensorboardX.proto.versions_pb2 import VersionDef

    spec = snapshot.spec
    rows = (_UNKNOWN, spec.inputs)
    nodes = [
        _node("input", "Placeholder", [], rows),
        _node("preparation", "Standardize", ["input"], rows, scaling=snapshot.preparation.scaling),
    ]
    signal = "preparation"
    if spec.input_dropout:
        nodes.append(_node("dropout", "Dropout", [signal], rows, rate=spec.input_dropout))
        signal = "dropout"
    for i, (inputs, layer) in enumerate(zip(spec.sizes, spec.layers, strict=False)):
        group, rows = f"layer_{i + 1}_{layer.units}_{layer.activation}", (_UNKNOWN, layer.units)
        nodes.append(_node(f"{group}/weight", "Variable", [], (inputs, layer.units)))
        operands = [signal, f"{group}/weight"]
        if layer.bias:
            nodes.append(_node(f"{group}/bias", "Variable", [], (layer.units,)))
            operands.append(f"{group}/bias")
        nodes.append(_node(f"{group}/sum", "WeightedSum", operands, rows))
        signal = f"{group}/{layer.activation}"
        nodes.append(_node(signal, layer.activation, [f"{group}/sum"], rows))
        if layer.dropout:
            nodes.append(_node(f"{group}/dropout", "Dropout", [signal], rows, rate=layer.dropout))
            signal = f"{group}/dropout"
    nodes.append(_node("target", "Placeholder", [], (_UNKNOWN,) if LOSSES[spec.loss.name].needs_labels else rows))
    nodes.append(_node("loss", spec.loss.name, [signal, "target"], (), reduction=spec.loss.reduction))
    if claim := _CLAIMS.get(spec.loss.name):
        nodes.append(_node("probabilities", claim, [signal], rows))
    return GraphDef(node=nodes, versions=VersionDef(producer=22))


def _node(name: str, operation: str, inputs: Sequence[str], shape: Sequence[int], **attributes: str | float) -> Any:
    from tensorboardX.proto.attr_value_pb2 import AttrValue
    from tensorboardX.proto.node_def_pb2 import NodeDef
    from tensorboardX.proto.tensor_shape_pb2 import TensorShapeProto

    sides = TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in shape])
    # The key under which TensorBoard looks for what to write at an edge.
    found = {"_output_shapes": AttrValue(list=AttrValue.ListValue(shape=[sides]))}
    for key, value in attributes.items():
        found[key] = AttrValue(s=value.encode()) if isinstance(value, str) else AttrValue(f=value)
    return NodeDef(name=name, op=operation, input=inputs, attr=found)
