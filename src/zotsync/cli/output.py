"""What commands share in speaking to people and programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..core.counts import plural

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from ..app.workspace import Workspace
    from ..model import Finding

__all__ = [
    "as_json",
    "findings",
    "github_annotations",
    "is_someone_there",
    "json_option",
    "opened",
    "plural",
    "progress",
    "visible",
]

json_option = click.option("--json", is_flag=True, help="Print one JSON object instead of text.")

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def opened(directory: str) -> Workspace:
    """The workspace at or above the folder."""
    from ..app.workspace import open_workspace

    return open_workspace(Path(directory))


def as_json(value: Mapping[str, Any] | DataclassInstance) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(one) for one in value]
    return value


def findings(found: Iterable[Finding], *, err: bool = False) -> None:
    """One line each: where, what, code; on standard error where standard output is for something else."""
    for finding in found:
        click.echo(
            f"{finding.where}: {click.style(finding.severity, fg=_COLOURS[finding.severity])}: "
            f"{visible(finding.message)} [{finding.code}]",
            err=err,
        )


_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def github_annotations(found: Iterable[Finding]) -> None:
    """Findings as GitHub Actions shows them beside the lines of a pull request (workflow commands)."""
    for finding in found:
        path, _, line = finding.where.rpartition(":")
        place = (
            f"file={_property(path)},line={line}" if line.isdecimal() else f"file={_property(finding.where)}"
        )
        message = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        click.echo(f"::{_LEVELS[finding.severity]} {place},title={_property(finding.code)}::{message}")


def _property(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C")


def visible(text: str) -> str:
    """
    Text of lists and libraries as a terminal may have it: they are data from strangers.

    Control characters, and those that turn the direction of writing, are shown and not obeyed.
    """
    return "".join(char if char.isprintable() or char == "\u3000" else f"\\u{ord(char):04x}" for char in text)


def is_someone_there() -> bool:
    """Whether a question would be answered."""
    return sys.stdin.isatty()


def _asked(question: str) -> bool:
    return is_someone_there() and click.confirm(f"{visible(question)}.\nGo on?", err=True)


@contextmanager
def progress(
    enabled: bool = True,
) -> Iterator[tuple[Callable[[str, int, int], None], Callable[[str], bool]]]:
    """
    A bar on standard error while something long runs, nothing where that is not a terminal; and a way to ask
    the person meanwhile, who says no where nobody is there to answer.
    """
    if not enabled:
        yield lambda *_: None, lambda _: False
        return
    if not sys.stderr.isatty():
        yield lambda *_: None, _asked
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def ask(question: str) -> bool:
            bar.stop()
            answer = _asked(question)
            bar.start()
            return answer

        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total), ask
