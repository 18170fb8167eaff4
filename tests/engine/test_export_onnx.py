"""The ONNX model says what the engine says, whoever runs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.arrays import frozen
from engine.bundled import bundled_model
from engine.export import export
from engine.network import Network
from engine.preparation import Preparation
from engine.snapshot import Snapshot
from engine.spec import DTYPES, SCALINGS
from tests.helpers.exports import trained
from tests.helpers.small_runs import network_spec

onnx: Any = pytest.importorskip("onnx", reason="the extra `exchange` brings it")

from engine.export.onnx_model import make_model  # noqa: E402

Outputs = dict[str, NDArray[Any]]


def run_with_onnxruntime(model: Any, raw: NDArray[Any]) -> Outputs:
    runtime: Any = pytest.importorskip("onnxruntime", reason="a judge, not needed to write models")
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"input": raw}), strict=True))


def run_with_the_reference(model: Any, raw: NDArray[Any]) -> Outputs:
    from onnx.reference import ReferenceEvaluator

    evaluator: Any = ReferenceEvaluator(model)
    return dict(zip(evaluator.output_names, evaluator.run(None, {"input": raw}), strict=True))


JUDGES = pytest.mark.parametrize("judge", [run_with_onnxruntime, run_with_the_reference])
Judge = Callable[[Any, NDArray[Any]], Outputs]


def snapshot_of(network: Network, scaling: str, raw: NDArray[Any], names: tuple[str, ...] = ()) -> Snapshot:
    preparation = Preparation.fit(scaling, raw, 255.0)
    return Snapshot(network.spec, frozen(network.parameters), preparation, names, None, 12, 3)


def raw_rows(inputs: int, dtype: str, rows: int = 24) -> NDArray[Any]:
    return np.random.default_rng(5).integers(0, 256, (rows, inputs)).astype(dtype)


@JUDGES
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_the_model_gives_what_the_network_gives_for_raw_rows(
    activation: str, scaling: str, dtype: str, judge: Judge
) -> None:
    spec = network_spec(7, 9, 8, 3, activation=activation, last=activation, loss="squared_error", dtype=dtype)
    network = Network(spec)
    network.initialize(rng=np.random.default_rng(1))
    raw = raw_rows(7, dtype)
    snapshot = snapshot_of(network, scaling, raw)
    found = judge(make_model(snapshot, "any"), raw)
    assert found.keys() == {"output"} and found["output"].dtype == dtype
    np.testing.assert_allclose(found["output"], network.predict(snapshot.prepare(raw)), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found["output"][3], snapshot.read(raw[3]), rtol=1e-5, atol=1e-5)


@JUDGES
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS.keys() - {"identity"}))
def test_that_sums_far_from_zero_stay_numbers(activation: str, judge: Judge) -> None:
    network = Network(network_spec(1, 1, activation=activation, last=activation, loss="squared_error", dtype="float32"))
    network.parameters[...] = 1.0, 0.0
    raw = np.array([[-3e4], [-200.0], [-30.0], [0.0], [30.0], [200.0], [3e4]], np.float32)
    snapshot = Snapshot(network.spec, frozen(network.parameters), Preparation.fit("none", raw, 1.0), (), None, 0, 0)
    with np.errstate(over="ignore", invalid="ignore"):  # The reference evaluates both branches of a sigmoid.
        found = judge(make_model(snapshot, "any"), raw)
    np.testing.assert_allclose(found["output"], network.predict(raw), rtol=1e-5, atol=1e-5)


@JUDGES
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "sigmoid_cross_entropy"])
def test_that_a_loss_with_probabilities_gives_logits_and_probabilities(loss: str, judge: Judge) -> None:
    network = Network(network_spec(4, 6, 3, loss=loss, dtype="float32"))
    network.initialize(rng=np.random.default_rng(2))
    raw = raw_rows(4, "float32")
    snapshot = snapshot_of(network, "global", raw)
    found = judge(make_model(snapshot, "any"), raw)
    assert list(found) == ["logits", "probabilities"]
    np.testing.assert_allclose(found["logits"][5], snapshot.activations(raw[5])[-1], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found["probabilities"], network.predict(snapshot.prepare(raw)), rtol=0, atol=1e-6)


@JUDGES
def test_that_layers_without_bias_and_inputs_that_need_no_preparation_are_written(judge: Judge) -> None:
    network = Network(network_spec(3, 2, bias=False, loss="squared_error", dtype="float32"))
    network.initialize(rng=np.random.default_rng(3))
    raw = raw_rows(3, "float32")
    preparation = Preparation.fit("none", raw, 1.0)
    model = make_model(Snapshot(network.spec, frozen(network.parameters), preparation, (), None, 0, 0), "any")
    assert [node.op_type for node in model.graph.node] == ["Gemm"]
    np.testing.assert_allclose(judge(model, raw)["output"], network.predict(raw), rtol=1e-5)


@JUDGES
def test_that_the_bundled_model_reads_images_of_bytes_as_the_engine_does(judge: Judge) -> None:
    snapshot = bundled_model()
    raw = raw_rows(784, "float32", rows=6)
    found = judge(make_model(snapshot, "pen-digits"), raw)["probabilities"]
    np.testing.assert_allclose(found, snapshot.network().predict(snapshot.prepare(raw)), rtol=0, atol=1e-5)


def test_that_the_model_says_its_classes_its_image_shape_and_where_it_comes_from() -> None:
    model = make_model(bundled_model(), "pen-digits")
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(metadata["class_names"]) == [str(digit) for digit in range(10)]
    assert json.loads(metadata["image_shape"]) == [28, 28]
    assert metadata["experiment"] == "pen-digits" and int(metadata["step"]) > 0
    assert (model.opset_import[0].version, model.ir_version) == (17, 8)
    (taken,) = model.graph.input
    batch, inputs = taken.type.tensor_type.shape.dim
    assert (taken.name, batch.dim_param, inputs.dim_value) == ("input", "batch", 784)


def test_that_names_of_any_characters_are_kept_or_replaced() -> None:
    snapshot = replace(trained().snapshot, class_names=("größer", "\ud800", "三"))
    model = make_model(snapshot, "half \ud800")
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert metadata["experiment"] == "half ?"
    assert json.loads(metadata["class_names"]) == list(snapshot.class_names)


def test_that_the_file_holds_the_checked_model(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    assert export("onnx", trained(), None, path) == [path]
    assert onnx.load(path) == make_model(trained().snapshot, "small")
