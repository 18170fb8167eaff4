"""Reads the project's own source files: where they are and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> list[Path]:
    """Return every Python file in these folders of the project, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    """Return the path from the top of the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> set[str]:
    """Return every module name imported anywhere in the file, dotted and absolute.

    `from a import b` counts as a and as a.b, since b may be a module.
    """
    return _names(ast.walk(tree_of(path)), package_of(path))


def imports_when_loaded(path: Path) -> set[str]:
    """Return the module names imported while the file itself is imported, as `imports_of` names them.

    What stands in a function or under `if TYPE_CHECKING:` is not.
    """
    return _names(_walk_when_loaded(tree_of(path)), package_of(path))


def package_of(path: Path) -> str:
    """Return the dotted name of the package that holds the file."""
    return ".".join(path.relative_to(ROOT).parent.parts)


def module_of(path: Path) -> str:
    """Return the dotted name of the module in the file; a package is its `__init__.py`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_any(names: set[str], modules: tuple[str, ...]) -> list[str]:
    """Return those of the imported names that are one of the modules or lie in one of them, in order."""
    return sorted(name for name in names if any(f"{name}.".startswith(f"{module}.") for module in modules))


def _names(nodes: Iterator[ast.AST], package: str) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            names.add(module)
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return names


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])


def _walk_when_loaded(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _walk_when_loaded(child)
