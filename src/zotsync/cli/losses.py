"""The part of `zotsync check` that looks at a file on its way into another program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from .output import as_json, visible

if TYPE_CHECKING:
    from ..app.losses import Loss

__all__ = ["show"]

_PLACES = 5
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_WORDS = {"error": "lost whole", "warning": "lost", "info": "changed"}


def show(paths: Sequence[str], *, json: bool) -> None:
    """
    Print what an import would lose, one line a kind, with the first places; end with 1 if anything is lost.

    Raises:
        UsageError: no file is named.
        InputError: one cannot be read.
    """
    from ..app.losses import losses

    if not paths:
        raise UsageError("--for looks at .bib files; name one: zotsync check --for zotero paper.bib")
    found = {path: losses(Path(path)) for path in paths}
    if json:
        as_json({"losses": [{"file": path, "loss": one} for path, told in found.items() for one in told]})
    else:
        for path, told in found.items():
            _table(path, told)
        if any(found.values()):
            click.echo(
                "Put the file into seeds/ and run `zotsync export --for zotero -o papers.rdf`: that keeps them."
            )
    if any(one.severity != "info" for told in found.values() for one in told):
        raise click.exceptions.Exit(1)


def _table(path: str, told: Sequence[Loss]) -> None:
    kinds: dict[tuple[str, str], list[Loss]] = {}
    for one in told:
        kinds.setdefault((one.severity, one.what), []).append(one)
    if not told:
        click.echo(f"{path}: nothing would be lost")
    # What is lost whole first, then what most entries lose.
    order = list(_WORDS)
    for (severity, what), of_kind in sorted(
        kinds.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]))
    ):
        lines = list(dict.fromkeys(one.line for one in of_kind))
        places = ", ".join(map(str, lines[:_PLACES])) + (", ..." if len(lines) > _PLACES else "")
        word = click.style(_WORDS[severity], fg=_COLOURS[severity])
        click.echo(f"{path}:{places}: {word} ({len(of_kind)}): {visible(what)}")
