"""Fetching MNIST: mirror after mirror, with progress and checksums, each file put in place whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.datasets.idx import read_content
from engine.datasets.mnist import FILES, FOLDER, MnistFile
from engine.errors import Cancelled, DataError

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
CONNECT_SECONDS, SILENCE_SECONDS = 10, 15
CHUNK_BYTES = 2**16
ASIDE = ".replaced"

Progress = Callable[[int, int], None]


def download_mnist(
    data_dir: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    files: Sequence[MnistFile] = FILES,
    mirrors: Sequence[str] = MIRRORS,
) -> Path:
    """Fetch the four files into ``data_dir/mnist``; those that are there and right stay as they are.

    A file of the same name with other content is kept beside the new one, as ``NAME.replaced``.

    Args:
        data_dir: the data folder; made when missing.
        progress: called with (done, total) bytes over all files, from the calling thread.
        cancelled: asked at each piece of 64 KiB; a ``threading.Event``'s ``is_set`` will do. While a server
            is silent it is asked again after at most 15 seconds.
        files: what to fetch.
        mirrors: addresses, ending in a slash, tried in this order.

    Returns:
        The folder that holds the files.

    Raises:
        Cancelled: it was asked to end; files that were complete stay.
        DataError: no mirror gave a right file, or the folder cannot be written.
    """
    folder = data_dir / FOLDER
    meter = _Meter(files, progress or (lambda done, total: None), cancelled or (lambda: False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            meter.begin(file)
            there = file.find(folder)
            if there is None or not _is_right(there, file):
                _fetch(file, folder, mirrors, meter)
            meter.finish()
    except OSError as error:
        raise DataError(
            f"MNIST cannot be written to {folder} ({error.strerror}); choose another data folder."
        ) from error
    return folder


class _Meter:
    """Adds up the bytes of all files; stands in for the progress bar that the downloader fills."""

    def __init__(self, files: Sequence[MnistFile], progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._sizes = {file.name: file.packed_bytes for file in files}
        self._progress = progress
        self._cancelled = cancelled
        self._before = 0
        self._here = 0
        self._name = ""

    def begin(self, file: MnistFile) -> None:
        self._name = file.name
        self.reset()
        self.update(0)

    def finish(self) -> None:
        self._before += self._sizes[self._name]
        self.reset()
        self.update(0)

    @property
    def total(self) -> int:
        return self._sizes[self._name]

    @total.setter
    def total(self, size: int) -> None:
        # A mirror that packed the file anew has another size; 0 stands for a size that was not told.
        self._sizes[self._name] = size or self.total

    def update(self, count: int) -> None:
        if self._cancelled():
            raise Cancelled("The download of MNIST was cancelled; start it again to go on.")
        self._here = min(self._here + count, self.total)
        self._progress(self._before + self._here, sum(self._sizes.values()))

    def reset(self) -> None:
        self._here = 0

    def close(self) -> None:
        """Nothing to close; the downloader calls it."""


def _fetch(file: MnistFile, folder: Path, mirrors: Sequence[str], meter: _Meter) -> None:
    failures = []
    for mirror in mirrors:
        meter.begin(file)
        handle, name = tempfile.mkstemp(prefix=".download-", dir=folder)
        os.close(handle)
        unfinished = Path(name)
        try:
            failure = _fetch_from(f"{mirror}{file.name}.gz", unfinished, file, meter)
            if failure is None:
                _put_in_place(unfinished, file, folder)
                return
        finally:
            unfinished.unlink(missing_ok=True)
        failures.append(f"{mirror.split('/')[2]} {failure}")
    raise DataError(
        f"{file.name}.gz could not be downloaded: {', '.join(failures)}; "
        f"check the network connection, or put the four MNIST files into {folder}."
    )


def _fetch_from(address: str, target: Path, file: MnistFile, meter: _Meter) -> str | None:
    """Fetch into ``target``; what was wrong, in words, or None when its content is right."""
    import pooch  # 0.2 s, for the few who download
    import requests

    fetch = pooch.HTTPDownloader(
        progressbar=meter,
        chunk_size=CHUNK_BYTES,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        headers={"Accept-Encoding": "identity"},  # the file as it lies there, not unpacked on the way
    )
    try:
        fetch(address, str(target), None)
    except requests.HTTPError as error:
        return f"refused it ({error})" if error.response is None else f"answered {error.response.status_code}"
    except requests.Timeout:
        return "did not answer in time"
    except requests.RequestException:
        return "could not be reached"
    return None if _is_right(target, file) else "sent a file with the wrong content"


def _is_right(path: Path, file: MnistFile) -> bool:
    try:
        return hashlib.sha256(read_content(path)).hexdigest() == file.sha256
    except DataError:
        return False


def _put_in_place(fetched: Path, file: MnistFile, folder: Path) -> None:
    with fetched.open("rb") as written:
        os.fsync(written.fileno())
    fetched.chmod(0o644)  # temporary files are readable by their owner alone
    for name in file.variants:
        # Any of them would be read in place of the new file, or be lost to it.
        if (folder / name).is_file():
            (folder / name).replace(folder / f"{name}{ASIDE}")
    fetched.replace(folder / f"{file.name}.gz")
