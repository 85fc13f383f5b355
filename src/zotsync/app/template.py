"""The template of new notes; one that changes leaves existing notes as they are, until somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from ..adapters import files
from ..codecs import notes
from ..codecs.notes import template as codec
from ..errors import ConfigError
from .workspace import CONFIG, Workspace

__all__ = ["Template", "note_template"]

Template = Callable[[Mapping[str, notes.Value]], str]
"""Managed keys of a note -> its body."""


def note_template(workspace: Workspace) -> Template:
    """The template that `zotsync.toml` names; without one, notes begin empty. Raises ConfigError when it is used."""
    name = workspace.config.notes.template

    @cache
    def text() -> str:
        found = files.read_text(workspace.root / name)
        if found is None:
            raise ConfigError(f"{CONFIG}: template {name!r} in [notes] is not there")
        return found

    return lambda values: codec.render(text(), values, name) if name else ""
