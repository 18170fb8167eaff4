"""A run as a script of its own: the same losses from a process that knows nothing of the engine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.augmentation import AugmentationSpec
from engine.blas import blas_threads, set_blas_threads
from engine.changes import MAX_CHANGES, Change
from engine.checkpoint import Checkpoint, resume, take_checkpoint
from engine.datasets import Dataset, load_dataset
from engine.errors import EngineError
from engine.events import BatchDone, Finished
from engine.experiments import find_experiment
from engine.export import export
from engine.export.assembly import Assembly, assemble, read_module, unobserved
from engine.spec import ExperimentSpec
from engine.trainer import Trainer
from tests.helpers.idx_files import write_mnist
from tests.helpers.playgrounds import data_of
from tests.helpers.small_runs import blobs, experiment, network_spec
from tests.helpers.sources import python_files

Made = tuple[ExperimentSpec, Dataset]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = blas_threads()
    set_blas_threads(1)
    yield
    set_blas_threads(before)


def changed(name: str, data_dir: Path | None = None, **values: Any) -> Made:
    """An experiment with other values; in their paths two underlines stand for a dot."""
    spec = find_experiment(name).spec
    for path, value in values.items():
        spec = spec.with_value(path.replace("__", "."), value)
    return spec, load_dataset(spec.dataset, data_dir=data_dir, playground=spec.playground)


def xor(folder: Path) -> Made:
    return changed("xor")


def xor_in_float32(folder: Path) -> Made:
    return changed("xor", network__dtype="float32")


def tanh_softmax(folder: Path) -> Made:
    return changed("tanh-softmax")


def digits(folder: Path) -> Made:
    settings = {"optimizer": "adam", "l2": 1e-3, "l1": 1e-5, "clip_norm": 1.0, "schedule.name": "cosine"}
    paths = {f"training.{path}": value for path, value in settings.items()}
    return changed("digits", **{"network.layers.0.dropout": 0.2}, **paths)


def playground(folder: Path) -> Made:
    return changed("moons", network__dtype="float64")


def normal_start(folder: Path) -> Made:
    write_mnist(folder / "mnist", train=300)
    return changed("normal-start", folder, training__epochs=100, training__batch_size=20)


def bent_images(folder: Path) -> Made:
    data = replace(blobs(60, inputs=30, as_bytes=True), image_shape=(5, 6))
    spec = experiment(network_spec(30, 6, 3, dropout=0.2, dtype="float32"), scaling="per_pixel", epochs=60)
    return replace(spec, augmentation=AugmentationSpec(shift=1.0, rotation=10.0, elastic=0.8, thickness=0.3)), data


def large_batches(folder: Path) -> Made:
    network = network_spec(5, 7, 3, activation="gelu", input_dropout=0.1)
    options = {"batch_size": 1500, "epochs": 40, "optimizer": "nesterov", "weight_decay": 0.01}
    return experiment(network, scaling="global", **options), blobs(2100)


def trained(
    spec: ExperimentSpec, data: Dataset, steps: int, turns: dict[int, tuple[str, Any]]
) -> tuple[Trainer, list[float]]:
    """A trainer after so many steps, and the loss of each; `turns` says which entry changes after which step."""
    trainer, losses = Trainer(spec, data), []
    for step in range(steps):
        if step in turns:
            trainer.change(*turns[step])
        while trainer.steps == step:
            event = trainer.step()
            assert not isinstance(event, Finished), event
            if isinstance(event, BatchDone):
                losses.append(event.loss)
    return trainer, losses


def repeated(checkpoint: Checkpoint, data: Dataset, folder: Path, *options: str) -> list[float]:
    """The losses that the exported script writes, run from elsewhere by a Python that finds nothing of the engine."""
    script = folder / "script" / "my run.py"
    script.parent.mkdir(exist_ok=True)
    assert export("numpy", checkpoint, data, script) == [script, script.with_name("my run-data.npz")]
    done = run(script, folder, *options)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    lines = script.with_name("my run-losses.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "step,loss"
    assert [line.split(",")[0] for line in lines[1:]] == [str(step) for step in range(len(lines) - 1)]
    return [float(line.split(",")[1]) for line in lines[1:]]


def run(script: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(script), *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "make", [xor, xor_in_float32, tanh_softmax, digits, playground, normal_start, bent_images, large_batches]
)
def test_that_the_script_repeats_every_loss_bit_for_bit(make: Callable[[Path], Made], tmp_path: Path) -> None:
    spec, data = make(tmp_path)
    steps = 60 if make is large_batches else 200
    turns = {steps // 2: ("training.learning_rate", spec.training.learning_rate / 3)}
    trainer, losses = trained(spec, data, steps, turns)
    assert repeated(take_checkpoint(trainer), data, tmp_path) == losses


def test_that_everything_changes_at_the_step_at_which_it_did(tmp_path: Path) -> None:
    turns: dict[int, tuple[str, Any]] = {
        0: ("training.learning_rate", 0.3),
        7: ("training.batch_size", 10),
        8: ("network.layers.0.dropout", 0.4),
        20: ("training.schedule.name", "step"),
        21: ("training.schedule.every", 2.0),
        33: ("network.layers.0.dropout", 0.0),
        40: ("training.epochs", 30),
        41: ("training.batch_size", None),
    }
    spec, data = experiment(epochs=40), blobs()
    trainer, losses = trained(spec, data, 50, turns)
    assert repeated(take_checkpoint(trainer), data, tmp_path) == losses


def test_that_images_are_bent_only_while_they_were(tmp_path: Path) -> None:
    spec, data = bent_images(tmp_path)
    turns = {5: ("augmentation.elastic", 0.0), 10: ("augmentation.shift", 0.5)}
    trainer, losses = trained(replace(spec, augmentation=AugmentationSpec(elastic=1.0)), data, 20, turns)
    assert repeated(take_checkpoint(trainer), data, tmp_path) == losses


def test_that_a_run_cured_after_its_numbers_ran_out_of_range_is_repeated(tmp_path: Path) -> None:
    """The batch that failed comes again with the same units dropped."""
    spec, data = experiment(network_spec(5, 6, 3, dropout=0.3, dtype="float32"), epochs=10), blobs()
    trainer, losses = trained(spec, data, 5, {})
    parameters = trainer.network.parameters.copy()
    trainer.network.parameters[...] = 3e38
    assert isinstance(trainer.step(), Finished)
    trainer.network.parameters[...] = parameters
    trainer.change("training.learning_rate", 0.05)
    losses += [event.loss for event in iter(trainer.step, Finished("epochs", 40, None)) if isinstance(event, BatchDone)]
    assert len(losses) == 40
    assert repeated(take_checkpoint(trainer), data, tmp_path) == losses


def test_that_a_run_without_steps_is_repeated_to_its_planned_end_and_fewer_or_more_can_be_asked_for(
    tmp_path: Path,
) -> None:
    spec, data = experiment(epochs=3), blobs()
    start = take_checkpoint(Trainer(spec, data))
    _, losses = trained(spec, data, 12, {})
    assert repeated(start, data, tmp_path) == losses
    assert repeated(start, data, tmp_path, "--steps", "5") == losses[:5]
    further = repeated(start, data, tmp_path, "--steps", "14")
    assert len(further) == 14 and further[:12] == losses


def test_that_a_script_without_its_data_says_what_is_missing(tmp_path: Path) -> None:
    data = blobs()
    repeated(take_checkpoint(Trainer(experiment(), data)), data, tmp_path)
    (tmp_path / "script" / "my run-data.npz").unlink()
    done = run(tmp_path / "script" / "my run.py", tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == "The data are missing: put my run-data.npz beside my run.py.\n"


def script_of(made: Made, folder: Path) -> str:
    path = folder / "script.py"
    export("numpy", take_checkpoint(Trainer(*made)), made[1], path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("make", [xor, digits, bent_images])
def test_that_the_script_imports_nothing_but_numpy_and_the_standard_library(
    make: Callable[[Path], Made], tmp_path: Path
) -> None:
    modules = set()
    for node in ast.walk(ast.parse(script_of(make(tmp_path), tmp_path))):
        if isinstance(node, ast.Import):
            modules.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add(str(node.module).split(".")[0])
    assert "numpy" in modules
    assert modules - sys.stdlib_module_names == {"numpy"}


@pytest.mark.parametrize("make", [xor, digits, bent_images])
def test_that_every_line_of_every_definition_stands_in_the_engines_own_source(
    make: Callable[[Path], Made], tmp_path: Path
) -> None:
    known: dict[str, list[list[str]]] = {}
    for path in python_files("engine"):
        for name, lines in definitions(path.read_text(encoding="utf-8")):
            known.setdefault(name, []).append(unobserved(in_brief("\n".join(lines))).splitlines())
    found = definitions(script_of(make(tmp_path), tmp_path))
    assert len(found) > 80
    for name, lines in found:
        assert any(is_part_of(lines, source) for source in known[name]), name


def definitions(text: str) -> list[tuple[str, list[str]]]:
    """Name and lines of every function, method and class."""
    lines = text.splitlines()
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return [(node.name, lines[node.lineno - 1 : node.end_lineno]) for node in nodes]


def in_brief(text: str) -> str:
    """The source with the first paragraph of every docstring in it."""
    return re.sub(r'("""[^"\n]+(?:\n[^"\n]+)*)\n\n(?:(?!""")[\s\S])*"""', r'\1"""', text)


def is_part_of(lines: list[str], source: list[str]) -> bool:
    """Whether all lines stand there, in this order."""
    rest = iter(source)
    return all(line in rest for line in lines)


def test_that_a_script_holds_only_the_parts_that_its_run_uses(tmp_path: Path) -> None:
    text = script_of(xor(tmp_path), tmp_path)
    assert "class Sigmoid(" in text and "class SquaredError(" in text and "class Sgd(" in text
    for other in ("Relu", "Adam", "SoftmaxCrossEntropy", "_cosine", "AugmentationSpec", "observer", "Playground"):
        assert other not in text


@pytest.mark.parametrize("make", [xor, lambda folder: changed("digits"), playground, tanh_softmax])
def test_that_a_script_is_short_enough_to_be_read(make: Callable[[Path], Made], tmp_path: Path) -> None:
    assert len(script_of(make(tmp_path), tmp_path).splitlines()) < 1000


def test_that_what_a_run_never_comes_to_is_left_out(tmp_path: Path) -> None:
    text = script_of(xor(tmp_path), tmp_path)
    for leftover in ("_keep", "_slice_gradient", "draw_mask", "_clip", "add_penalties", "SCHEDULES", "permutation"):
        assert leftover not in text
    text = script_of(digits(tmp_path), tmp_path)
    for part in ("draw_mask(", "def _clip", "def add_penalties", "SCHEDULES", "permutation", '"cosine"'):
        assert part in text
    assert "_slice_gradient" in script_of(large_batches(tmp_path), tmp_path)


def test_that_the_name_of_an_experiment_is_a_name_and_no_code(tmp_path: Path) -> None:
    data = blobs()
    for name in ('"""\nraise SystemExit(3)\n"""', "it's\\", '"quoted" {steps} %s'):
        checkpoint = take_checkpoint(Trainer(replace(experiment(epochs=1), name=name), data))
        assert len(repeated(checkpoint, data, tmp_path)) == 4


def test_that_no_two_definitions_that_a_script_may_need_have_the_same_name() -> None:
    tables = ("ACTIVATIONS", "INITIALIZERS", "LOSSES", "OPTIMIZERS", "SCHEDULES")
    everything = assemble("engine.export.repeat", ["ImageSettings", "Run", "main"], {}).text()
    compile(everything, "everything", "exec")
    assert all(f"\n{table}: dict" in everything for table in tables)


def test_that_two_things_of_the_same_name_are_noticed() -> None:
    assembly = Assembly({})
    assembly.take(read_module("engine.export.repeat"), "Run")
    with pytest.raises(ValueError, match=r"Run is defined in engine\.cli\.run and elsewhere"):
        assembly.take(read_module("engine.cli.run"), "Run")


def a_run(**values: Any) -> Checkpoint:
    return replace(take_checkpoint(trained(experiment(epochs=9), blobs(), 8, {})[0]), **values)


def begun_from_a_network_alone() -> Checkpoint:
    trainer = resume(a_run().without_training(), blobs())
    while trainer.steps < 10:
        trainer.step()
    return take_checkpoint(trainer)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: a_run(fingerprint=""), "taken over to other data"),
        (lambda: a_run().without_training(), "saved without its training, so"),
        (begun_from_a_network_alone, "began with a network saved without its training"),
        (lambda: a_run(changes=(Change(3, "parameters", None, "taught"),)), "weights of this run were replaced"),
        (lambda: a_run(changes=(Change(3, "playground", None, 200),)), "rows of this run were replaced"),
        (lambda: a_run(changes=(Change(3, "training.l2", 0.0, 0.1),) * MAX_CHANGES), "first 2,000 changes"),
        (lambda: a_run(changes=(Change(3, "training.patience", 3, None),)), "patience was raised"),
    ],
)
def test_that_what_cannot_be_repeated_is_refused_with_a_sentence(
    make: Callable[[], Checkpoint], words: str, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match=words) as caught:
        export("numpy", make(), blobs(), tmp_path / "run.py")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_that_a_patience_raised_for_a_moment_after_the_end_is_refused(tmp_path: Path) -> None:
    trainer = Trainer(experiment(learning_rate=5.0, epochs=50, patience=2), blobs())
    while not trainer.stopped_early:
        trainer.step()
    for patience in (9, 2):
        trainer.change("training.patience", patience)
    while not trainer.stopped_early:
        trainer.step()
    with pytest.raises(EngineError, match="patience was raised"):
        export("numpy", take_checkpoint(trainer), blobs(), tmp_path / "run.py")


@pytest.mark.parametrize("name", ["numpy", "copy"])
def test_that_a_script_is_not_called_like_a_module_that_it_needs(name: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=f"Python has a module {name} of its own"):
        export("numpy", a_run(), blobs(), tmp_path / f"{name}.py")


def test_that_exchanged_rows_of_a_playground_are_refused(tmp_path: Path) -> None:
    data = data_of("moons", "x1", "x2")
    trainer = Trainer(replace(find_experiment("moons").spec, playground=data.plane.settings), data)
    trainer.step()
    trainer.replace_data(data)
    with pytest.raises(EngineError, match="rows of this run were replaced"):
        export("numpy", take_checkpoint(trainer), data, tmp_path / "run.py")
