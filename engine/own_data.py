"""What a person says of data of their own: where they lie, how they are written, and what is to be learnt from them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.checks import require_count, require_name, require_number
from engine.errors import SpecError

OWN = "own"
"""The name of such data in the table of data sets."""
KINDS = ("csv", "npz", "idx", "images")
TASKS = ("classes", "values")
MISSING = ("drop", "mean")
SEPARATORS = (",", ";", "\t", "|", " ")
MOST_COLUMNS = 100_000
_LONGEST_PATH = 4_096
_LONGEST_NAME = 1_000
_LARGEST_SHARE = 0.9


@dataclass(frozen=True)
class OwnDataSpec:
    """The settings of data of one's own; other data sets have no use for them.

    Attributes:
        path: A file or a folder, absolute; of a shared experiment only its name; "" where none is chosen.
        kind: A table as text ("csv"), NumPy arrays ("npz"), IDX files ("idx") or a folder of images a class ("images").
        separator: Between the fields of a table.
        header: Whether the first line of a table names its columns.
        label: The column, or array, to be predicted; "" for none yet.
        task: Whether it names "classes" or holds "values" to be met.
        left_out: Columns that are not used as inputs.
        missing: Rows with a missing value are left out ("drop"), or it becomes the "mean" of the training rows.
        side: Pixels along an edge that the images of a folder are made to have.
        validation_share, test_share: Of all rows, where the data do not bring such rows themselves.
    """

    path: str = ""
    kind: str = "csv"
    separator: str = ","
    header: bool = True
    label: str = ""
    task: str = "classes"
    left_out: tuple[str, ...] = ()
    missing: str = "drop"
    side: int = 28
    validation_share: float = 0.15
    test_share: float = 0.15

    def __post_init__(self) -> None:
        if len(self.path) > _LONGEST_PATH or "\0" in self.path:
            raise SpecError("path", f"A path has at most {_LONGEST_PATH:,} characters, none of them NUL.")
        require_name("kind", self.kind, KINDS, "kind of data")
        require_name("separator", self.separator, SEPARATORS, "separator")
        require_name("task", self.task, TASKS, "task")
        require_name("missing", self.missing, MISSING, "way with missing values")
        require_count("side", self.side, 4, 256)
        if len(self.label) > _LONGEST_NAME:
            raise SpecError("label", f"The name of a column has at most {_LONGEST_NAME:,} characters.")
        if len(self.left_out) > MOST_COLUMNS:
            raise SpecError("left_out", f"At most {MOST_COLUMNS:,} columns can be left out.")
        for name in ("validation_share", "test_share"):
            require_number(name, getattr(self, name), 0.0, _LARGEST_SHARE)
        if self.validation_share + self.test_share > _LARGEST_SHARE:
            raise SpecError("test_share", "Validation and test together take at most 0.9 of the rows: lower one.")


NO_OWN_DATA = OwnDataSpec()
