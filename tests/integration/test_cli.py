"""The headless command as a person or a script meets it: output, exit codes, files, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.activations import ACTIVATIONS, Sigmoid
from engine.blas import blas_threads, set_blas_threads
from engine.checkpoint import resume
from engine.datasets import load_dataset
from engine.events import Finished
from engine.losses import LOSSES
from engine.persistence import load, save
from engine.recorder import Recorder
from engine.trainer import Trainer
from tests.helpers.commands import Here, last_json, run, start
from tests.helpers.idx_files import glyph_images, write_mnist
from tests.helpers.small_runs import everything
from tests.helpers.sources import ROOT

RESULT_KEYS = {
    *("experiment", "epochs", "steps", "seconds", "samples_per_second", "train_loss", "validation_loss"),
    *("validation_accuracy", "test_loss", "test_accuracy", "gradient_norms", "milestones", "file"),
}
# mnist-fcnn, small enough for a test, and so easily learnt that it reads its own glyphs.
SMALL_MNIST = [
    *("--set", "network.layers.0.units=24", "--set", "network.layers.1.units=16"),
    *("--set", "network.input_dropout=0.1", "--set", "training.batch_size=20", "--set", "training.learning_rate=0.05"),
]


@pytest.fixture(autouse=True)
def blas_threads_as_before() -> Iterator[None]:
    before = blas_threads()
    yield
    set_blas_threads(before)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a small set in the form of MNIST."""
    write_mnist(tmp_path / "data" / "mnist", train=240, test=60)
    return tmp_path / "data"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(capsys)


# train, in a process of its own.


def test_that_train_reports_one_json_object_and_is_silent_otherwise(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "net.safetensors"
    code, out, err = run("train", "mnist-fcnn", "--data", data, "--epochs", "3", "--out", file, *SMALL_MNIST, "--json")
    assert (code, err) == (0, "")
    values = last_json(out)
    assert values.keys() >= RESULT_KEYS
    assert len(out.splitlines()) == 1
    # A twelfth of the 240 rows is held out: 220 rows in batches of 20.
    assert (values["experiment"], values["epochs"], values["steps"]) == ("mnist-fcnn", 3, 33)
    assert values["seconds"] > 0 and values["samples_per_second"] > 0
    assert values["file"] == str(file) and values["milestones"] == []
    assert len(values["gradient_norms"]) == 3 and all(norm > 0 for norm in values["gradient_norms"])
    for name in ("train_loss", "validation_loss", "test_loss"):
        assert values[name] > 0
    for name in ("validation_accuracy", "test_accuracy"):
        assert 0 <= values[name] <= 1
    checkpoint = load(file)
    assert (checkpoint.snapshot.step, checkpoint.snapshot.epoch) == (33, 3)


def test_that_two_processes_with_one_seed_agree_and_another_seed_differs(data: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in "abc"]
    for file, seed in zip(files, ("5", "5", "6"), strict=True):
        code, _, err = run(
            "train", "mnist-fcnn", "--data", data, "--epochs", "2", "--seed", seed, "--out", file, *SMALL_MNIST
        )
        assert code == 0, err
    one, two, other = (load(file) for file in files)
    assert one.snapshot.parameters.tobytes() == two.snapshot.parameters.tobytes()
    assert one.random_states == two.random_states
    assert not np.array_equal(one.snapshot.parameters, other.snapshot.parameters)


def test_that_a_diverged_run_exits_with_three_and_keeps_its_last_finite_weights(tmp_path: Path) -> None:
    file = tmp_path / "net"
    code, out, err = run(
        "train", "digits", "--set", "training.learning_rate=1e6", "--epochs", "3", "--out", file, "--json"
    )
    assert code == 3
    assert len(err.splitlines()) == 1
    assert "diverged at step" in err and "1,000,000" in err
    assert last_json(out)["file"] == str(file)
    assert np.isfinite(load(file).snapshot.parameters).all()


def test_that_bad_input_exits_with_two_and_one_line() -> None:
    code, out, err = run("train", "digitz", "--json")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and "did you mean 'digits'" in err


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_that_ctrl_c_keeps_what_was_learnt_and_exits_with_130(data: Path, tmp_path: Path) -> None:
    """Started on a terminal, so that its progress line says when it trains."""
    import pty

    file = tmp_path / "net"
    terminal, its_end = pty.openpty()
    process = start(
        *("train", "mnist-fcnn", "--data", data, "--epochs", "1000000", "--out", file, "--json", *SMALL_MNIST),
        stderr=its_end,
    )
    os.close(its_end)
    shown = b""
    while b"samples/s" not in shown:
        shown += os.read(terminal, 4096)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    while True:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # Linux says so when nobody writes to a terminal any more
            break
    os.close(terminal)
    assert process.returncode == 130
    assert b" of 1000000 " in shown and b"Interrupted; what was learnt is kept." in shown
    values = last_json(out)
    checkpoint = load(file)
    assert values["steps"] == checkpoint.snapshot.step > 0
    resumed = resume(checkpoint, load_dataset("mnist", data_dir=data))
    assert resumed.steps == values["steps"]


def test_that_the_engine_runs_where_qt_is_not_installed() -> None:
    code = "import sys; sys.modules['PySide6'] = None; from engine.cli import main; sys.exit(main(['list']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "mnist-fcnn" in done.stdout


# The rest in this process.


def test_that_an_interrupt_in_the_middle_of_a_step_waits_for_its_end(
    here: Here, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file from between an update and its record would make the resumed run learn a batch twice."""
    original = Recorder.add_step

    def interrupted(self: Recorder, step: int, *rest: Any) -> None:
        if step == 13:
            os.kill(os.getpid(), signal.SIGINT)
        original(self, step, *rest)

    file = tmp_path / "net"
    monkeypatch.setattr(Recorder, "add_step", interrupted)
    code, out, _ = here("train", "mnist-fcnn", "--data", data, "--epochs", "3", "--out", file, "--json", *SMALL_MNIST)
    monkeypatch.undo()
    assert code == 130 and last_json(out)["steps"] == 14
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    checkpoint, rows = load(file), load_dataset("mnist", data_dir=data)
    resumed, straight = resume(checkpoint, rows), Trainer(checkpoint.spec, rows)
    for trainer in (resumed, straight):
        while not isinstance(trainer.step(), Finished):
            pass
    assert everything(resumed) == everything(straight)


def test_that_ctrl_c_without_a_file_exits_with_130(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "add_step", lambda *rest: os.kill(os.getpid(), signal.SIGINT))
    code, _, err = here("train", "digits")
    assert code == 130 and err == "Interrupted.\n"


def test_that_xor_reports_its_milestones(here: Here) -> None:
    code, out, err = here("train", "xor", "--epochs", "10001", "--json")
    values = last_json(out)
    assert (code, err) == (0, "")
    assert [mark["step"] for mark in values["milestones"]] == [0, 10_000]
    errors = [mark["mean_absolute_error"] for mark in values["milestones"]]
    assert errors == pytest.approx([0.4964100319027255, 0.008584525653247152], abs=1e-9)
    assert values["test_loss"] is None and values["validation_accuracy"] is None


def test_that_digits_are_learnt_evaluated_and_read(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "net"
    code, out, _ = here("train", "digits", "--out", file, "--json")
    trained = last_json(out)
    assert code == 0 and trained["test_accuracy"] >= 0.95

    code, out, _ = here("evaluate", file, "--json")
    scored = last_json(out)
    assert code == 0
    assert scored["accuracy"] == trained["test_accuracy"]
    assert scored["loss"] == pytest.approx(trained["test_loss"], rel=1e-6)
    confusion = np.array(scored["confusion"])
    assert confusion.shape == (10, 10) and np.trace(confusion) / confusion.sum() == scored["accuracy"]

    code, out, _ = here("evaluate", file, "--split", "validation", "--json")
    assert last_json(out)["accuracy"] == trained["validation_accuracy"]

    test = load_dataset("digits").test
    assert test is not None and test.labels is not None
    right = 0
    for row, label in zip(test.x[:20], test.labels[:20], strict=True):
        code, out, _ = here("predict", file, "--values", ",".join(map(str, row)), "--json")
        values = last_json(out)
        assert code == 0 and len(values["probabilities"]) == 10
        assert sum(values["probabilities"]) == pytest.approx(1.0, abs=1e-5)
        assert values["digit"] == int(np.argmax(values["probabilities"]))
        right += values["digit"] == label
    assert right >= 18


def test_that_after_early_stopping_the_report_is_of_the_weights_that_are_saved(here: Here, tmp_path: Path) -> None:
    """The last record was made before the best weights were put back."""
    file = tmp_path / "net"
    early = ("--set", "training.patience=2", "--set", "training.learning_rate=1.0", "--set", "training.epochs=300")
    code, out, _ = here("train", "digits", "--out", file, "--json", *early)
    trained = last_json(out)
    assert code == 0 and trained["epochs"] < 300
    for split in ("validation", "test"):
        scored = last_json(here("evaluate", file, "--split", split, "--json")[1])
        assert scored["accuracy"] == trained[f"{split}_accuracy"]
        assert scored["loss"] == pytest.approx(trained[f"{split}_loss"], rel=1e-6)


def test_that_an_image_is_read(here: Here, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "net"
    assert here("train", "mnist-fcnn", "--data", data, "--epochs", "20", "--out", file, *SMALL_MNIST)[0] == 0
    images = glyph_images(np.arange(10), rng=np.random.default_rng(9))
    read = []
    for number, image in enumerate(images):
        path = tmp_path / f"{number}.png"
        Image.fromarray(image).save(path)
        read.append(last_json(here("predict", file, path, "--json")[1])["digit"])
    assert np.mean(np.array(read) == np.arange(10)) >= 0.8


def test_that_the_data_folder_may_come_from_the_environment(
    here: Here, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPROP_STUDIO_DATA", str(data))
    assert here("train", "mnist-fcnn", "--epochs", "1", *SMALL_MNIST)[0] == 0


def test_that_a_network_alone_can_be_saved(here: Here, tmp_path: Path) -> None:
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    here("train", "digits", "--epochs", "2", "--out", whole)
    here("train", "digits", "--epochs", "2", "--out", alone, "--network-only")
    assert not load(alone).has_training and alone.stat().st_size < whole.stat().st_size
    assert here("evaluate", alone)[1] == here("evaluate", whole)[1]


def test_that_set_reaches_any_entry_of_the_spec(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "net"
    code, _, _ = here(
        *("train", "digits", "--epochs", "1", "--out", file, "--seed", "9"),
        *("--set", "training.optimizer=adam", "--set", "training.learning_rate=1e-3"),
        *("--set", "training.batch_size=null"),
        *("--set", "network.layers.0.bias=false", "--set", "network.layers.1.units=20", "--set", "seed=3"),
    )
    spec = load(file).spec
    assert code == 0
    assert (spec.training.optimizer, spec.training.learning_rate, spec.training.batch_size) == ("adam", 1e-3, None)
    assert (spec.network.layers[0].bias, spec.network.layers[1].units) == (False, 20)
    # --seed and --epochs are the last word.
    assert (spec.seed, spec.training.epochs) == (9, 1)


def test_that_without_json_a_person_reads_lines(here: Here, tmp_path: Path) -> None:
    code, out, _ = here("train", "digits", "--epochs", "2", "--out", tmp_path / "net")
    assert code == 0 and "digits: 2 epochs" in out and "test accuracy" in out and "saved to" in out
    code, out, _ = here("evaluate", tmp_path / "net")
    assert code == 0 and "test split of UCI optical digits, 270 rows" in out and len(out.splitlines()) == 14
    code, out, _ = here("predict", tmp_path / "net", "--values", ",".join("0" * 64))
    assert code == 0 and out.startswith("It reads ") and len(out.splitlines()) == 11


def test_that_list_names_the_experiments(here: Here) -> None:
    code, out, _ = here("list")
    assert code == 0 and {line.split()[0] for line in out.splitlines()} >= {"digits", "mnist-fcnn", "xor"}
    code, out, _ = here("list", "--json")
    specs = {entry["name"]: entry["spec"] for entry in last_json(out)["experiments"]}
    assert specs["mnist-fcnn"]["training"]["learning_rate"] == 0.08


def test_that_gradcheck_finds_the_gradients_right(here: Here) -> None:
    code, out, err = here("gradcheck", "--json")
    values = last_json(out)
    assert (code, err) == (0, "") and values["worst"] < values["limit"] == 1e-6
    # Nine activations, three losses, two reductions, with and without bias.
    assert len(values["errors"]) == len(ACTIVATIONS) * len(LOSSES) * 2 * 2


def test_that_gradcheck_finds_a_planted_error(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: Sigmoid, a: Any, d_a: Any, scratch: Any) -> None:
        d_a *= a * (1.0 - a) * 1.0001

    monkeypatch.setattr(Sigmoid, "backward", wrong)
    code, out, _ = here("gradcheck", "xor")
    assert code == 1 and "wrong" in out.splitlines()[-1]


@pytest.mark.parametrize("command", [[], ["list"], ["train"], ["evaluate"], ["predict"]])
def test_that_every_command_explains_itself(here: Here, command: list[str]) -> None:
    code, out, _ = here(*command, "--help")
    assert code == 0 and out.startswith("usage: python -m engine")


BAD = [
    (["train", "xor", "--epochs", "0"], "epochs must be at least 1"),
    (["train", "xor", "--seed", "-1"], "seed must be at least 0"),
    (["train", "xor", "--threads", "0"], "threads must be at least 1"),
    (["train", "xor", "--set", "training.learning_rat=1"], "did you mean 'learning_rate'"),
    (["train", "xor", "--set", "training.learning_rate=fast"], "must be a number, not 'fast'"),
    (["train", "xor", "--set", "training.learning_rate"], "write PATH=VALUE"),
    (["train", "xor", "--set", "network.layers.0.units=0"], "units must be at least 1"),
    (["train", "xor", "--set", "network.layers.9.units=1"], "no entry"),
    (["train", "xor", "--set", "training.batch_size=5"], "larger than the 4 training rows"),
    (["train", "xor", "--set", "network.inputs=4"], "set its inputs to 3"),
    (["train", "xor", "--set", "dataset=xro"], "did you mean 'xor'"),
    (["train", "xor", "--set", f"training.epochs={'9' * 400}"], "too large"),
    (["train", "xor", "--out", "{folder}/none/net"], "no folder"),
    (["train", "xor", "--out", "{folder}"], "is a folder"),
    (["train", "mnist-fcnn", "--data", "{folder}"], "MNIST is not in"),
    (["evaluate", "{folder}/none"], "could not be read"),
    (["evaluate", "{folder}/text"], "text"),
    (["evaluate", "{net}", "--split", "validation"], "has no validation rows"),
    (["predict", "{net}"], "either an image file or --values"),
    (["predict", "{net}", "{folder}/text", "--values", "1,0,1"], "either an image file or --values"),
    (["predict", "{net}", "--values", "1,0"], "rows of 3 numbers"),
    (["predict", "{net}", "--values", "1,0,one"], "must be numbers"),
    (["predict", "{net}", "--values", "1,0,nan"], "finite"),
    (["predict", "{net}", "{folder}/text"], "does not read images"),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD, ids=range(len(BAD)))
def test_that_every_bad_input_is_one_clear_line_and_exit_code_two(
    here: Here, arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("no network")
    net = tmp_path / "net"
    if "{net}" in arguments:
        assert here("train", "xor", "--epochs", "1", "--out", net)[0] == 0
    code, out, err = here(*(argument.format(folder=tmp_path, net=net) for argument in arguments))
    assert (code, out) == (2, "")
    assert sentence in err and len(err.splitlines()) == 1 and err.startswith("python -m engine: ")


@pytest.mark.parametrize("arguments", [[], ["trian"], ["train"], ["train", "xor", "--epochs", "many"], ["list", "--x"]])
def test_that_wrong_usage_is_one_clear_line(here: Here, arguments: list[str]) -> None:
    code, out, err = here(*arguments)
    assert (code, out) == (2, "") and len(err.splitlines()) == 1 and "--help" in err


def test_that_a_broken_data_file_is_one_clear_line(here: Here, data: Path) -> None:
    images = data / "mnist" / "train-images-idx3-ubyte.gz"
    images.write_bytes(images.read_bytes()[:1000])
    code, out, err = here("train", "mnist-fcnn", "--data", data)
    assert (code, out) == (2, "") and len(err.splitlines()) == 1 and "cut off" in err


def test_that_evaluating_on_other_data_than_the_network_knows_is_refused(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "net"
    here("train", "xor", "--epochs", "1", "--out", file)
    checkpoint = load(file)
    save(replace(checkpoint, spec=replace(checkpoint.spec, dataset="digits")), file)
    code, _, err = here("evaluate", file)
    assert code == 2 and len(err.splitlines()) == 1 and "rows of 64 numbers" in err


def test_that_a_reader_who_has_seen_enough_ends_it_without_a_complaint() -> None:
    command = start("list", "--json")
    assert command.stdout is not None and command.stderr is not None
    command.stdout.close()
    assert command.stderr.read() == ""
    command.stderr.close()
    assert command.wait() == 0
