"""Assembling: what a few names of the engine need, taken out of its own source files and put into one text.

A definition is a function, a class or a constant at the top level of a module, with the comment above it. All that it
mentions is taken too, and all that this mentions, and so on. Of a class those methods are taken whose names are
read anywhere in what is taken; of a table of parts the entries that are asked for. What is known of the conditions
leaves out what is then never reached (`pruning`), and what is kept by an object and never read. Of docstrings the first
paragraph is taken.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from engine.export.pruning import Facts, brief, unreached

WRITTEN_BY_NAME = "Spec"
"""How the names of those dataclasses end whose values are written with the names of their fields."""
_OWN = "engine"
# Nobody observes.
_NO_OBSERVER: Facts = {"observer": False}
_FORMULA = re.compile(r"``|^ {4}", re.MULTILINE)
_CLASS = re.compile(r"`([A-Z][a-z]\w+)")
_OBSERVER = re.compile(
    r"(, \*)?, observer: Observer \| None = None|, observer=observer"
    r"|^ +observer: (Observer \| None = None,|Called after each operation.*)\n",
    re.MULTILINE,
)


@dataclass(frozen=True, eq=False)
class Module:
    """A source file.

    Attributes:
        lines: Its text.
        docstring: What it says of itself.
        definitions: NAME -> statement, in the order of the file.
        imports: Local name -> module and, if it is not the module itself, name there.
        ends: Line with which a definition ends, if a sentence about it follows.
    """

    name: str
    lines: list[str]
    docstring: str
    definitions: dict[str, ast.stmt]
    imports: dict[str, tuple[str, str]]
    ends: dict[ast.stmt, int]


@cache
def read_module(name: str) -> Module:
    """The module's source file, read."""
    text = Path(str(importlib.import_module(name).__file__)).read_text(encoding="utf-8")
    tree = ast.parse(text)
    definitions: dict[str, ast.stmt] = {}
    imports: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            definitions[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                definitions.update({part.id: node for part in ast.walk(target) if isinstance(part, ast.Name)})
        elif isinstance(node, ast.Import):
            imports.update({alias.asname or alias.name: (alias.name, "") for alias in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            imports.update({alias.asname or alias.name: (str(node.module), alias.name) for alias in node.names})
    ends = {
        node: _last_line(below)
        for node, below in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }
    return Module(name, text.splitlines(), ast.get_docstring(tree) or "", definitions, imports, ends)


@dataclass
class Assembly:
    """What is taken so far; built by `assemble`.

    Attributes:
        entries: Of each table of parts the keys of the wanted entries.
        facts: Of each definition what is known of the conditions in it.
        taken: NAME -> module that defines it.
        imports: Local name -> module and name there, of what is not the engine's.
        mentioned: The names of attributes that are read in what is taken.
    """

    entries: Mapping[str, Collection[str]]
    facts: Mapping[str, Facts] = field(default_factory=dict)
    taken: dict[str, Module] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)

    def take(self, module: Module, name: str) -> None:
        """Take what `name` means in `module`; what Python itself defines is left to it.

        Raises:
            ValueError: Two different things have the name.
        """
        if name in module.definitions:
            if self.taken.setdefault(name, module) is not module or name in self.imports:
                raise ValueError(f"{name} is defined in {module.name} and elsewhere")
        elif name in module.imports:
            origin = module.imports[name]
            if origin[0].split(".")[0] == _OWN:
                if name != origin[1]:
                    raise ValueError(f"{module.name} imports {'.'.join(origin)} under another name")
                self.take(read_module(origin[0]), name)
            elif self.imports.setdefault(name, origin) != origin or name in self.taken:
                raise ValueError(f"{module.name} imports {name}, which means something else elsewhere")

    def take_what_is_mentioned(self) -> bool:
        """Take what the taken definitions mention; False once all of it is taken."""
        before = len(self.taken), len(self.mentioned)
        for name, module in list(self.taken.items()):
            definition = module.definitions[name]
            for node in _walk(definition, self.left_out(name, definition)):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                    self.mentioned.add(node.attr)
                elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute):
                    self.mentioned.add(node.target.attr)
                elif isinstance(node, ast.Name):
                    self.take(module, node.id)
        return before != (len(self.taken), len(self.mentioned))

    def left_out(self, name: str, definition: ast.stmt) -> list[ast.stmt | ast.expr]:
        """Of a class the methods that nobody calls, of a table of parts the entries that nobody asks for.

        And whatever is never reached, and what a spec or another object keeps that nobody reads.
        """
        gone: list[ast.stmt | ast.expr] = [*unreached(definition, {**_NO_OBSERVER, **self.facts.get(name, {})})]
        if isinstance(definition, ast.ClassDef):
            methods = (item for item in definition.body if isinstance(item, ast.FunctionDef))
            gone += [method for method in methods if not self._is_wanted(method.name)]
            if name.endswith(WRITTEN_BY_NAME):
                gone += [item for item in definition.body if (field := _field(item)) and field not in self.mentioned]
            statements = (node for node in ast.walk(definition) if isinstance(node, ast.stmt))
            gone += [node for node in statements if (kept := _kept_as(node)) and kept not in self.mentioned]
        if isinstance(definition, ast.AnnAssign) and isinstance(definition.value, ast.Dict):
            wanted = self.entries.get(ast.unparse(definition.target))
            for key, value in zip(definition.value.keys, definition.value.values, strict=True):
                if wanted is not None and isinstance(key, ast.Constant) and key.value not in wanted:
                    gone += [key, value]
        return gone

    def _is_wanted(self, method: str) -> bool:
        # What values check of themselves was checked when they were made.
        return method in self.mentioned or (method.startswith("__") and method != "__post_init__")

    def text(self) -> str:
        """All that is taken, a section a file, each after those that it needs."""
        sections = [self._import_block()]
        for module in self._modules():
            heading = [f"# --- {module.name.replace('.', '/')}.py"]
            heading += [f"# {line}".rstrip() for line in self._words_of(module).splitlines()]
            parts = [self._source(module, name, node) for node, name in self._statements(module).items()]
            sections.append("\n".join(heading) + "\n\n" + "\n\n\n".join(parts))
        return "\n\n\n".join(sections) + "\n"

    def _modules(self) -> list[Module]:
        """Those with anything taken, each after those that it imports."""
        wanted = set(self.taken.values())
        ordered: list[Module] = []

        def visit(module: Module) -> None:
            for name, _ in module.imports.values():
                if name.split(".")[0] == _OWN and read_module(name) not in seen:
                    seen.add(read_module(name))
                    visit(read_module(name))
            if module in wanted:
                ordered.append(module)

        seen: set[Module] = set()
        for module in self.taken.values():
            if module not in seen:
                seen.add(module)
                visit(module)
        return ordered

    def _words_of(self, module: Module) -> str:
        """Its docstring, without the paragraphs that speak of a class which is not taken; in brief without formulas."""
        paragraphs = module.docstring.split("\n\n")
        if not _FORMULA.search(module.docstring):
            paragraphs = paragraphs[:1]
        return "\n\n".join(words for words in paragraphs if self.taken.keys() >= set(_CLASS.findall(words)))

    def _statements(self, module: Module) -> dict[ast.stmt, str]:
        """What is taken of a module, in the order of its file, with its name; one of several names comes once."""
        return {node: name for name, node in module.definitions.items() if self.taken.get(name) is module}

    def _source(self, module: Module, name: str, node: ast.stmt) -> str:
        """The definition as it stands in the file, with the comment above and the sentence below it."""
        gone: set[int] = set()
        shorter = brief(node, module.lines)
        all_left_out = self.left_out(name, node)
        # With all of an `else` goes its own line.
        for fork in ast.walk(node):
            if isinstance(fork, ast.If) and fork.orelse and fork.orelse[0] in all_left_out:
                gone.update(range(_last_line(fork.body[-1]) + 1, _last_line(fork.orelse[-1]) + 1))
        for left_out in all_left_out:
            first = _first_line(module, left_out)
            # With a method goes the blank line before it.
            while isinstance(left_out, ast.FunctionDef) and not module.lines[first - 2].strip():
                first -= 1
            gone.update(range(first, _last_line(left_out) + 1))
        kept = range(_first_line(module, node), module.ends.get(node, _last_line(node)) + 1)
        lines = [shorter.get(number, module.lines[number - 1]) for number in kept if number not in gone]
        return unobserved("\n".join(line for line in lines if line is not None))

    def _import_block(self) -> str:
        """What is not the engine's own, the standard library first."""
        whole: dict[str, str] = {}
        parts: dict[str, list[str]] = {}
        for name, (module, part) in sorted(self.imports.items()):
            if part:
                parts.setdefault(module, []).append(name)
            else:
                whole[module] = f"import {module}" if name == module else f"import {module} as {name}"
        lines = [whole[module] for module in sorted(whole)]
        lines += [f"from {module} import {', '.join(parts[module])}" for module in sorted(parts)]
        standard, others = ([line for line in lines if ("numpy" in line) is numpy] for numpy in (False, True))
        return "\n".join([*standard, "", *others])


def assemble(
    root: str,
    names: Collection[str],
    entries: Mapping[str, Collection[str]],
    facts: Mapping[str, Facts] = MappingProxyType({}),
) -> Assembly:
    """All that `names` need.

    Args:
        root: The module in which they are looked up.
        names: Of definitions there, or of what it imports.
        entries: Of each table of parts (its name) the keys of the entries that are wanted.
        facts: Of each definition (its name) what is known of the conditions in it.

    Raises:
        ValueError: Two different things that are needed have the same name.
    """
    assembly = Assembly(entries, facts)
    for name in names:
        assembly.take(read_module(root), name)
    while assembly.take_what_is_mentioned():
        pass
    return assembly


def unobserved(source: str) -> str:
    """The source without the parameter `observer`: where it is declared, described and handed on."""
    return _OBSERVER.sub("", source)


def _field(item: ast.stmt) -> str:
    """The field of a dataclass that a statement declares; "" for another statement."""
    return item.target.id if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) else ""


def _kept_as(node: ast.stmt) -> str:
    """The name under which a statement without calls keeps something in `self`; "" where it does not."""
    target: ast.expr
    if isinstance(node, ast.AnnAssign):
        target = node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    else:
        return ""
    if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name) or target.value.id != "self":
        return ""
    return "" if any(isinstance(part, ast.Call) for part in ast.walk(node)) else target.attr


def _walk(node: ast.AST, left_out: Collection[ast.AST]) -> Iterator[ast.AST]:
    """The node and all below it, but for what is left out."""
    yield node
    for child in ast.iter_child_nodes(node):
        if child not in left_out and not (isinstance(child, ast.arg) and child.arg == "observer"):
            yield from _walk(child, left_out)


def _first_line(module: Module, node: ast.stmt | ast.expr) -> int:
    """Where it begins, counted from 1: with its comment and its decorators."""
    decorators = node.decorator_list if isinstance(node, ast.ClassDef | ast.FunctionDef) else []
    first = min(part.lineno for part in (node, *decorators))
    while first > 1 and module.lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def _last_line(node: ast.stmt | ast.expr) -> int:
    assert node.end_lineno is not None
    return node.end_lineno
