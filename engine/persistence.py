"""The one file format: a safetensors file whose metadata say what its numbers are.

The metadata key `backprop_studio` holds JSON; the tensors are `layers.N.weight` (inputs, outputs), `layers.N.bias`
and, where training is to go on, `optimizer.SLOT.layers.N.weight` and `.bias`, `best.layers.N...`, `history.PART`,
`records.PART`, `statistics.TABLE` and `due.gradients`.
Any safetensors reader can open it. A file is written beside its place, read back, and only then put there.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats, frozen
from engine.changes import Change
from engine.checkpoint import Checkpoint
from engine.errors import EngineError, FileFormatError
from engine.network import layers_on
from engine.preparation import Preparation
from engine.snapshot import Snapshot
from engine.spec import ExperimentSpec, NetworkSpec
from engine.statistics_tables import from_table, from_tables, to_table, to_tables
from engine.whole_file import is_same_file, write_whole

FORMAT_VERSION = 1
METADATA_KEY = "backprop_studio"
SUFFIX = ".safetensors"
_BACKUP = ".backup"
# Mean and deviation of every input are among them, 40 bytes for each of 100,000.
_MAX_METADATA_BYTES = 6_000_000
_MAX_FILE_BYTES = 4 * 2**30
# The metadata are a text in it, where quotes take two characters.
_MAX_HEADER_BYTES = 13 * 2**20
_SIGNS_OF_DAMAGE = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading values of another form than expected can end in."""


class Peek(NamedTuple):
    """What a file holds, as far as it says so at its beginning.

    Attributes:
        file: Where what is kept against a crash was saved to last; None where it was not, or is no such file.
        finished: All epochs are done.
    """

    experiment: str
    step: int
    epoch: int
    file: Path | None = None
    finished: bool = False


def save(checkpoint: Checkpoint, path: Path, *, backup: bool = False, file: Path | None = None) -> None:
    """Write `checkpoint` to `path`, so that at every moment either the old or the new file is there, whole.

    Args:
        checkpoint: What to write.
        path: Where to.
        backup: Whether what was there before is kept beside it, see `backup_of`; of a backup nothing is.
        file: Where the person saved it to last, if this is not what they save; for `peek`.

    Raises:
        FileFormatError: The file cannot be written there; what was there before is untouched.
    """
    from safetensors.numpy import save as to_bytes

    if is_same_file(path, Path(checkpoint.spec.own.path)):
        raise FileFormatError(f"{path} holds the data that the network learns from: save to another file.")
    tensors = _tensors(checkpoint)
    metadata = _metadata(checkpoint) | ({} if file is None else {"file": str(file)})
    text = json.dumps(metadata, allow_nan=True)
    if len(text) > _MAX_METADATA_BYTES:
        raise FileFormatError(f"{path} could not be saved: what describes the network is longer than a file may hold.")
    content = to_bytes(tensors, metadata={METADATA_KEY: text})
    before = backup_of(path) if backup and not path.stem.endswith(_BACKUP) else None
    write_whole(path, content, lambda written: _compare(written, tensors), backup=before)


def backup_of(path: Path) -> Path:
    """Where what was saved to `path` before is kept."""
    return path.with_name(f"{path.stem}{_BACKUP}{SUFFIX}")


def load(path: Path) -> Checkpoint:
    """Read a file that `save` wrote.

    Raises:
        FileFormatError: There is no such file, or it is damaged, too new or not one of ours.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    try:
        _require_regular(path)
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise FileFormatError(f"{path} is too large to be a network of this program.")
        content = path.read_bytes()
    except OSError as error:
        raise FileFormatError(f"{path} could not be read: {error.strerror or error}.") from error
    try:
        document = _read_metadata(content, path)
        tensors = from_bytes(content)
        return _checkpoint(document, tensors)
    except (SafetensorError, *_SIGNS_OF_DAMAGE) as error:
        raise FileFormatError(f"{path} is damaged or not a file of this program.") from error
    except EngineError as error:
        raise FileFormatError(f"{path} cannot be opened. {error}") from error


def peek(path: Path) -> Peek:
    """What the file holds, without reading the weights.

    Raises:
        FileFormatError: As `load` does.
    """
    try:
        _require_regular(path)
        with open(path, "rb") as file:
            start = file.read(8)
            size = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            content = start + file.read(min(size, _MAX_HEADER_BYTES))
        document = _read_metadata(content, path)
        epoch, spec = int(document["epoch"]), document["spec"]
        finished = epoch >= int(spec["training"]["epochs"])
        return Peek(str(spec["name"]), int(document["step"]), epoch, _named_file(document.get("file")), finished)
    except OSError as error:
        raise FileFormatError(f"{path} could not be read: {error.strerror or error}.") from error
    except _SIGNS_OF_DAMAGE as error:
        raise FileFormatError(f"{path} is damaged or not a file of this program.") from error


def _named_file(name: Any) -> Path | None:
    """A file of a network, named in full; None where it is not: a damaged name must not lead to anything else."""
    is_named = isinstance(name, str) and name.endswith(SUFFIX) and "\0" not in name
    return Path(name) if is_named and Path(name).is_absolute() else None


def _require_regular(path: Path) -> None:
    """Refuse what would be waited for for ever, or never ends: a pipe or a device."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FileFormatError(f"{path} could not be read: it is no regular file.")


def _metadata(checkpoint: Checkpoint) -> dict[str, Any]:
    snapshot = checkpoint.snapshot
    return {
        "format_version": FORMAT_VERSION,
        "spec": checkpoint.spec.to_json(),
        "preparation": snapshot.preparation.to_json(),
        "class_names": list(snapshot.class_names),
        "image_shape": None if snapshot.image_shape is None else list(snapshot.image_shape),
        "fingerprint": checkpoint.fingerprint,
        "step": snapshot.step,
        "epoch": snapshot.epoch,
        "position": checkpoint.position,
        "blas_threads": checkpoint.blas_threads,
        "random_states": checkpoint.random_states,
        "counters": checkpoint.counters,
        "waiting": [list(change) for change in checkpoint.waiting],
        "changes": [list(change) for change in checkpoint.changes],
    }


def _tensors(checkpoint: Checkpoint) -> dict[str, NDArray[Any]]:
    spec = checkpoint.spec.network
    tensors = _named_layers(spec, checkpoint.snapshot.parameters, "")
    for slot, flat in checkpoint.slots.items():
        tensors |= _named_layers(spec, flat, f"optimizer.{slot}.")
    if checkpoint.best is not None:
        tensors |= _named_layers(spec, checkpoint.best, "best.")
    tensors |= {f"history.{part}": array for part, array in checkpoint.history.items()}
    tensors |= {f"records.{part}": array for part, array in checkpoint.records.items()}
    tensors |= {f"statistics.{part}": array for part, array in to_tables(checkpoint.statistics).items()}
    if checkpoint.gradients:
        tensors["due.gradients"] = to_table(checkpoint.gradients)
    # The library writes an array that is not contiguous as if it were.
    return {name: np.ascontiguousarray(array) for name, array in tensors.items()}


def _named_layers(spec: NetworkSpec, flat: Floats, prefix: str) -> dict[str, NDArray[Any]]:
    named: dict[str, NDArray[Any]] = {}
    for i, layer in enumerate(layers_on(spec, flat)):
        named[f"{prefix}layers.{i}.weight"] = layer.weight
        if layer.bias is not None:
            named[f"{prefix}layers.{i}.bias"] = layer.bias
    return named


def _compare(path: Path, tensors: dict[str, NDArray[Any]]) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        found = load_file(path)
    except SafetensorError:
        found = {}
    same = found.keys() == tensors.keys() and all(
        found[name].dtype == array.dtype and found[name].shape == array.shape and _same_bytes(found[name], array)
        for name, array in tensors.items()
    )
    if not same:
        raise FileFormatError(f"{path.parent} did not keep what was written; save to another place.")


def _same_bytes(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.tobytes() == other.tobytes()


def _read_metadata(content: bytes, path: Path) -> dict[str, Any]:
    """The JSON under our key, read before anything else is believed."""
    if len(content) < 8:
        raise FileFormatError(f"{path.name} is empty or cut short.")
    (size,) = struct.unpack("<Q", content[:8])
    if size > min(_MAX_HEADER_BYTES, len(content) - 8):
        raise FileFormatError(f"{path.name} is cut short or not a safetensors file.")
    header = json.loads(content[8 : 8 + size])
    text = header.get("__metadata__", {}).get(METADATA_KEY) if isinstance(header, dict) else None
    if not isinstance(text, str) or len(text) > _MAX_METADATA_BYTES:
        raise FileFormatError("It is not a network of this program.")
    document = json.loads(text)
    version = document["format_version"]
    if type(version) is not int or version < 1:
        raise FileFormatError("Its format version is damaged.")
    if version > FORMAT_VERSION:
        raise FileFormatError(
            f"It was written by a newer version of the program (format {version}; this one reads {FORMAT_VERSION}): "
            "update the program."
        )
    return dict(document)


def _checkpoint(document: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> Checkpoint:
    spec = ExperimentSpec.from_json(document["spec"])
    class_names, image_shape = _names(document["class_names"]), _shape(document["image_shape"], spec.network.inputs)
    one_for_two = len(class_names) == 2 and spec.network.outputs == 1
    if class_names and len(class_names) != spec.network.outputs and not one_for_two:
        raise ValueError("the classes do not fit the outputs")
    counts = {key: document[key] for key in ("step", "epoch", "position", "blas_threads")}
    if not all(isinstance(count, int) and 0 <= count < 2**53 for count in counts.values()):
        raise ValueError("a count is out of range")
    snapshot = Snapshot(
        spec=spec.network,
        parameters=frozen(_flat(spec.network, tensors, "")),
        preparation=Preparation.from_json(document["preparation"], spec.network.inputs),
        class_names=class_names,
        image_shape=image_shape,
        step=counts["step"],
        epoch=counts["epoch"],
    )
    slots = {name.split(".")[1] for name in tensors if name.startswith("optimizer.")}
    due = _parts(tensors, "due.")
    return Checkpoint(
        spec=spec,
        snapshot=snapshot,
        fingerprint=str(document["fingerprint"]),
        position=counts["position"],
        blas_threads=counts["blas_threads"],
        random_states=dict(document["random_states"]),
        counters={str(key): float(value) for key, value in document["counters"].items()},
        waiting=tuple((str(path), value) for path, value in document.get("waiting", [])),
        changes=tuple(Change(*change) for change in document["changes"]),
        best=_flat(spec.network, tensors, "best.") if "best.layers.0.weight" in tensors else None,
        slots={slot: _flat(spec.network, tensors, f"optimizer.{slot}.") for slot in slots},
        history=_parts(tensors, "history."),
        records=_parts(tensors, "records."),
        statistics=from_tables(_parts(tensors, "statistics."), len(spec.network.layers)),
        gradients=tuple(from_table(due["gradients"], len(spec.network.layers))) if due else (),
    )


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("the class names are no list")
    return tuple(str(name) for name in value)


def _shape(value: Any, inputs: int) -> tuple[int, int] | None:
    if value is None:
        return None
    height, width = (int(side) for side in value)
    if height < 1 or width < 1 or height * width != inputs:
        raise ValueError("the image shape does not fit the inputs")
    return height, width


def _parts(tensors: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    parts = {name.removeprefix(prefix): array for name, array in tensors.items() if name.startswith(prefix)}
    if any(array.dtype.kind not in "fi" for array in parts.values()):
        raise ValueError("a table holds something else than numbers")
    return parts


def _flat(spec: NetworkSpec, tensors: dict[str, NDArray[Any]], prefix: str) -> Floats:
    """The flat array behind the named layers, which must have exactly the shapes and type of `spec`."""
    stored = sum(array.size for name, array in tensors.items() if name.startswith(f"{prefix}layers."))
    if stored != spec.parameter_count:
        # Counted before room is made for what a design only claims.
        raise FileFormatError(f"It holds {stored:,} numbers, but its design says {spec.parameter_count:,}.")
    flat: Floats = np.empty(spec.parameter_count, spec.dtype)
    for name, place in _named_layers(spec, flat, prefix).items():
        array = tensors[name]
        if array.shape != place.shape or array.dtype != place.dtype:
            raise FileFormatError(f"Its tensor {name} does not have the shape or type that its design says.")
        if not np.isfinite(array).all():
            raise FileFormatError(f"Its tensor {name} holds numbers that are not finite.")
        place[...] = array
    return flat
