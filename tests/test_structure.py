"""The house: data flows one way, nothing imports in a circle, no file grows without end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
TESTS = Path(__file__).parent
MOST_LINES = 500

# What each part may import of the house, beside itself: case -> scenario -> lens -> result ->
# report -> cli, and the doors beside it.
ALLOWED = {
    "isthmus.errors": (),
    "isthmus.version": (),
    "isthmus.files": ("isthmus.errors",),
    "isthmus.lp": ("isthmus.errors",),
    "isthmus.faces": ("isthmus.errors", "isthmus.lp"),
    "isthmus.corner": ("isthmus.errors", "isthmus.lp"),
    "isthmus.resolve": ("isthmus.lp",),
    "isthmus.case": ("isthmus.errors",),
    "isthmus.books": ("isthmus.case",),
    "isthmus.rows": ("isthmus.case",),
    "isthmus.result": (
        "isthmus.case", "isthmus.books", "isthmus.rows", "isthmus.errors", "isthmus.files",
        "isthmus.version",
    ),
    "isthmus.io": ("isthmus.case", "isthmus.errors", "isthmus.files"),
    "isthmus.ledger": (
        "isthmus.case", "isthmus.io", "isthmus.errors", "isthmus.files", "isthmus.rows",
    ),
    "isthmus.lenses": (
        "isthmus.case", "isthmus.lp", "isthmus.faces", "isthmus.corner", "isthmus.resolve",
        "isthmus.result", "isthmus.errors", "isthmus.files", "isthmus.rows",
    ),
    "isthmus.reading": ("isthmus.case", "isthmus.errors"),
    "isthmus.drawing": ("isthmus.case", "isthmus.result", "isthmus.errors"),
    "isthmus.exchange": (
        "isthmus.case", "isthmus.io", "isthmus.lenses", "isthmus.result", "isthmus.errors",
        "isthmus.files", "isthmus.version",
    ),
    "isthmus.catalogue": (
        "isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.feedback", "isthmus.errors",
    ),
    "isthmus.freight": ("isthmus.case", "isthmus.lenses", "isthmus.errors"),
    "isthmus.feedback": ("isthmus.case", "isthmus.lenses", "isthmus.result"),
    "isthmus.goods": ("isthmus.case", "isthmus.lenses", "isthmus.errors"),
    "isthmus.chains": (
        "isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.errors", "isthmus.freight",
        "isthmus.goods", "isthmus.spread",
    ),
    "isthmus.spread": (
        "isthmus.case", "isthmus.lenses", "isthmus.errors", "isthmus.freight", "isthmus.goods",
    ),
    "isthmus.dependence": (
        "isthmus.case", "isthmus.lp", "isthmus.lenses", "isthmus.result", "isthmus.errors",
        "isthmus.catalogue",
    ),
    "isthmus.comparison": ("isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.errors"),
    "isthmus.outcome": (
        "isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.errors", "isthmus.catalogue",
        "isthmus.chains", "isthmus.comparison", "isthmus.freight",
    ),
    "isthmus.study": (
        "isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.rows", "isthmus.errors",
        "isthmus.catalogue", "isthmus.comparison", "isthmus.dependence", "isthmus.feedback",
        "isthmus.lp", "isthmus.files", "isthmus.goods", "isthmus.freight",
    ),
    "isthmus.report": (
        "isthmus.case", "isthmus.lenses", "isthmus.result", "isthmus.errors", "isthmus.comparison",
        "isthmus.study", "isthmus.files", "isthmus.drawing", "isthmus.rows", "isthmus.version",
        "isthmus.catalogue", "isthmus.outcome", "isthmus.reading", "isthmus.ledger",
        "isthmus.dependence",
    ),
}  # fmt: skip

# A result draws and shows itself; what that takes is imported when it is asked to.
WHEN_CALLED = {"isthmus.result": ("isthmus.drawing", "isthmus.report")}


def modules() -> dict[str, Path]:
    """Return the modules of the package by name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = list(path.relative_to(SOURCE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(node: ast.AST, *, lazy: bool) -> Iterator[str]:
    """Yield the modules of the house that are imported; `lazy` ones too, inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            for alias in child.names:
                whole = f"{child.module}.{alias.name}"
                yield whole if whole in MODULES else str(child.module)
        elif not only_for_types(child):
            within = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if lazy or not within:
                yield from imports(child, lazy=lazy)


def imported(module: str, *, lazy: bool) -> set[str]:
    tree = ast.parse(MODULES[module].read_text())
    return {name for name in imports(tree, lazy=lazy) if name.partition(".")[0] == "isthmus"}


def within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


@pytest.mark.parametrize("part", ALLOWED)
def test_nothing_imports_what_stands_to_its_right(part: str) -> None:
    allowed = (*ALLOWED[part], part)
    when_called = (*allowed, *WHEN_CALLED.get(part, ()))
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        if within(module, part)
        for lazy, known in ((False, allowed), (True, when_called))
        for name in sorted(imported(module, lazy=lazy))
        if not any(within(name, other) for other in known)
    ]
    assert wrong == []


def test_every_part_has_a_rule() -> None:
    parts = {".".join(module.split(".")[:2]) for module in MODULES} - {"isthmus"}
    assert parts - set(ALLOWED) <= {"isthmus.cli", "isthmus.__main__"}


def test_nothing_imports_the_command_line() -> None:
    users = {m for m in MODULES if any(within(n, "isthmus.cli") for n in imported(m, lazy=True))}
    assert {m for m in users if not within(m, "isthmus.cli")} == {"isthmus.__main__"}


def test_lenses_do_not_know_each_other() -> None:
    for module in MODULES:
        parts = module.split(".")
        if parts[:2] == ["isthmus", "lenses"] and len(parts) > 2:
            own = ".".join(parts[:3])
            others = [n for n in imported(module, lazy=True) if n.startswith("isthmus.lenses.")]
            assert [name for name in others if not within(name, own)] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module: imported(module, lazy=False) & set(MODULES) for module in MODULES}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module not in done:
            for other in sorted(graph[module] - {module}):
                visit(other, (*path, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


def test_no_file_is_long() -> None:
    files = [*MODULES.values(), *sorted(TESTS.rglob("*.py"))]
    long = {
        path.name: n for path in files if (n := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}
