"""The dependency rule: import only from your own layer or below; core is pure; libraries stay in their rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "zotsync"

LAYERS = {"errors": 0, "version": 0, "model": 1, "core": 2, "codecs": 3, "adapters": 4, "app": 5, "cli": 6}

IMPURE = {"os", "pathlib", "io", "sqlite3", "socket", "time", "random", "logging", "secrets", "subprocess"}
CORE_MAY_USE = {"rapidfuzz", "pypinyin"}

ROOMS = {
    "bibtexparser": "codecs",
    "pyiso4": "codecs",
    "pylatexenc": "codecs",
    "frontmatter": "codecs",
    "yaml": "codecs",
    "markdown_it": "codecs",
    "docutils": "codecs",
    "charset_normalizer": "codecs",
    "nh3": "codecs",
    "mdit_py_plugins": "codecs",
    "pyzotero": "adapters",
    "httpx2": "adapters",
    "hishel": "adapters",
    "tantivy": "adapters",
    "requests": "adapters",
    "sqlite3": "adapters",
    "keyring": "adapters",
    "click": "cli",
    "rich": "cli",
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in LAYERS)


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """Absolute names of everything that the module imports, wherever in it."""
    here = ["zotsync", *path.relative_to(PACKAGE).with_suffix("").parts]
    if here[-1] == "__init__":
        here.pop()
        package = here
    else:
        package = here[:-1]
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = [*base, *(node.module.split(".") if node.module else [])]
            names += [".".join([*stem, alias.name]) for alias in node.names]
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_layer_or_below(path: Path) -> None:
    room = room_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "zotsync" and len(parts) > 1 and parts[1] in LAYERS:
            assert LAYERS[parts[1]] <= LAYERS[room], f"{room} imports {name}"
            if room == parts[1] == "adapters":
                own = path.relative_to(PACKAGE).with_suffix("").parts[1]
                assert len(parts) < 3 or own in parts, f"adapters import each other: {name}"
        elif room in {"errors", "version", "model", "core"}:
            assert parts[0] not in IMPURE, f"{room} is pure but imports {name}"
            known = parts[0] in __import__("sys").stdlib_module_names | CORE_MAY_USE | {
                "zotsync",
                "__future__",
            }
            assert known, f"{room} imports the third party {name}"
        if parts[0] in ROOMS:
            assert room == ROOMS[parts[0]], f"{name} belongs to {ROOMS[parts[0]]}, not to {room}"
