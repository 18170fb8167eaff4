"""A download gives right files or leaves the folder as it was; the mirrors here are on this machine."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from engine.datasets import mnist
from engine.datasets.download import download_mnist
from engine.datasets.mnist import FILES, MnistFile
from engine.errors import Cancelled, DataError
from tests.helpers.idx_files import write_mnist

NAMES = {f"{file.name}.gz" for file in FILES}


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a word on stderr."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Mirror:
    """A web server of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    server = Mirror(write_mnist(tmp_path / "mirror", train=600))
    yield server
    server.close()


@pytest.fixture
def files(mirror: Mirror) -> tuple[MnistFile, ...]:
    """The four files with the sums of those the mirror has."""
    packed = {file.name: (mirror.folder / f"{file.name}.gz").read_bytes() for file in FILES}
    return tuple(
        MnistFile(name, hashlib.sha256(gzip.decompress(content)).hexdigest(), len(content))
        for name, content in packed.items()
    )


@pytest.fixture
def fetch(mirror: Mirror, files: tuple[MnistFile, ...], tmp_path: Path) -> Any:
    """The download with all set up, into ``tmp_path / "data"``."""
    return partial(download_mnist, tmp_path / "data", files=files, mirrors=[mirror.address])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def dead_address() -> str:
    """An address where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), QuietHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}/"


def test_that_all_four_files_arrive_and_load(fetch: Any, tmp_path: Path) -> None:
    folder = fetch()
    assert folder == tmp_path / "data" / "mnist"
    assert names(folder) == NAMES
    assert mnist.load(tmp_path / "data").fingerprint() == mnist.load(tmp_path / "mirror").fingerprint()


def test_that_progress_rises_to_the_total(fetch: Any, files: tuple[MnistFile, ...]) -> None:
    seen: list[tuple[int, int]] = []
    fetch(progress=lambda done, total: seen.append((done, total)))
    total = sum(file.packed_bytes for file in files)
    assert {each for _, each in seen} == {total}
    assert seen[0][0] == 0 and seen[-1][0] == total
    assert len(seen) > 10 and max(done for done, _ in seen) == total


def test_that_files_that_are_right_are_not_fetched_again(fetch: Any, mirror: Mirror) -> None:
    folder = fetch()
    for path in mirror.folder.iterdir():
        path.unlink()
    seen: list[tuple[int, int]] = []
    assert fetch(progress=lambda done, total: seen.append((done, total))) == folder
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("name", ["train-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte"])
def test_that_a_broken_file_gives_way_but_is_kept_aside(fetch: Any, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data" / "mnist"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"mine")
    fetch()
    assert names(folder) == NAMES | {f"{name}.replaced"}
    assert (folder / f"{name}.replaced").read_bytes() == b"mine"
    assert mnist.load(folder).train.rows == 550


@pytest.mark.parametrize("trouble", ["missing", "wrong content", "cut off", "web page"])
def test_that_the_next_mirror_is_tried(fetch: Any, mirror: Mirror, tmp_path: Path, trouble: str) -> None:
    bad_folder = write_mnist(tmp_path / "bad", train=600)
    target = bad_folder / "train-images-idx3-ubyte.gz"
    if trouble == "missing":
        target.unlink()
    elif trouble == "wrong content":
        target.write_bytes(gzip.compress(b"other"))
    elif trouble == "cut off":
        target.write_bytes(target.read_bytes()[:-100])
    else:
        target.write_bytes(b"<html>please log in</html>")
    bad = Mirror(bad_folder)
    try:
        folder = fetch(mirrors=[bad.address, mirror.address])
    finally:
        bad.close()
    assert names(folder) == NAMES
    assert mnist.load(folder).train.rows == 550


def test_that_no_network_is_one_sentence_and_leaves_nothing(fetch: Any, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetch(mirrors=[dead_address(), dead_address()])
    sentence = str(caught.value)
    assert sentence.startswith("train-images-idx3-ubyte.gz could not be downloaded: 127.0.0.1")
    assert sentence.count("could not be reached") == 2 and "check the network connection" in sentence
    assert "\n" not in sentence and str(tmp_path / "data" / "mnist") in sentence
    assert names(tmp_path / "data" / "mnist") == set()


def test_that_what_was_wrong_is_said_for_each_mirror(fetch: Any, mirror: Mirror) -> None:
    (mirror.folder / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match="answered 404"):
        fetch()
    (mirror.folder / "train-images-idx3-ubyte.gz").write_bytes(b"?")
    with pytest.raises(DataError, match="wrong content"):
        fetch()


def test_that_a_failure_leaves_an_existing_file_untouched(fetch: Any, tmp_path: Path) -> None:
    folder = write_mnist(tmp_path / "data" / "mnist", train=24)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DataError, match="could not be downloaded"):
        fetch(mirrors=[dead_address()])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_that_cancelling_in_the_middle_of_a_file_leaves_no_part_of_it(fetch: Any, tmp_path: Path) -> None:
    stop = Event()

    def stop_within_the_first_file(done: int, total: int) -> None:
        if done > 0:
            stop.set()

    with pytest.raises(Cancelled, match="cancelled"):
        fetch(progress=stop_within_the_first_file, cancelled=stop.is_set)
    assert names(tmp_path / "data" / "mnist") == set()


def test_that_files_complete_before_cancelling_are_kept_and_used(fetch: Any, files: tuple[MnistFile, ...]) -> None:
    stop = Event()

    def stop_after_the_first_file(done: int, total: int) -> None:
        if done > files[0].packed_bytes:
            stop.set()

    with pytest.raises(Cancelled):
        fetch(progress=stop_after_the_first_file, cancelled=stop.is_set)
    assert names(fetch()) == NAMES


def test_that_a_folder_that_cannot_be_made_is_one_sentence(fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(DataError, match="MNIST cannot be written to"):
        fetch()


def test_that_the_real_files_have_the_published_sums() -> None:
    assert [file.sha256[:8] for file in FILES] == ["ba891046", "65a50cbb", "0fa7898d", "ff7bcfd4"]
