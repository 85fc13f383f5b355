"""The template of new notes; one that changes leaves existing notes as they are, until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from ..adapters import files
from ..codecs import notes
from ..codecs.notes import template as codec
from ..errors import ConfigError, InputError
from .workspace import CONFIG, Workspace

__all__ = ["Template", "last_template", "note_template", "remember_template"]

Template = Callable[[Mapping[str, notes.Value]], str]
"""Managed keys of a note -> its body."""


def note_template(workspace: Workspace, text: str | None = None) -> Template:
    """
    The template that `zotsync.toml` names; without one, notes begin empty.

    Args:
        text: another template than the file holds now.

    The template raises ConfigError when it is used and not there, or not one.
    """
    name = workspace.config.notes.template

    @cache
    def template() -> str:
        found = files.read_text(workspace.root / name) if text is None else text
        if found is None:
            raise ConfigError(f"{CONFIG}: template {name!r} in [notes] is not there")
        if text is None and last_template(workspace) is None:
            remember_template(workspace, found)
        return found

    return lambda values: codec.render(template(), values, name) if name else ""


def last_template(workspace: Workspace) -> str | None:
    """The template that notes were made with here; `None` where this clone does not know."""
    return files.read_text(_file(workspace))


def remember_template(workspace: Workspace, text: str) -> None:
    with suppress(InputError):
        files.write(_file(workspace), text)


def _file(workspace: Workspace) -> Path:
    return workspace.state_folder / "template.md"
