"""
Templates for new notes: Jinja2, in a sandbox, for a template comes with a workspace that somebody else made.

Variables: `title`, `authors` (list), `year`, `venue`, `citekey`, `aliases`, `topics` (lists), `url`, `doi`, `arxiv`,
`zotero` (the link to the item, where it is known). One that a work has no value for is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from traceback import extract_tb
from typing import Any

from ...errors import ConfigError
from .front import MANAGED

__all__ = ["render"]

_LARGEST = 1_000_000
"""Characters of a note that a template may make."""


def render(template: str, values: Mapping[str, Any], where: str) -> str:
    """
    The body of a new note, below its heading.

    Args:
        values: by name, a subset of `MANAGED`.
        where: path of the template, for errors.

    Raises:
        ConfigError: the template is not one, or asks for what it may not have.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = {name.replace("-", "_"): values.get(name) or "" for name in MANAGED}
    try:
        text = environment.from_string(template).render(known)
    except TemplateError as error:
        raise _wrong(where, getattr(error, "lineno", 0) or _line(error), str(error.message)) from None
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _wrong(where, _line(error), str(error)) from None
    if len(text) > _LARGEST:
        raise ConfigError(f"{where}: makes a note of more than {_LARGEST} characters")
    return text


def _wrong(where: str, line: int, why: str) -> ConfigError:
    return ConfigError(f"{where}:{line or 1}: {why}; see docs/notes.md for what a template may say")


def _line(error: Exception) -> int:
    """The line of the template that was at work; Jinja puts it into the traceback."""
    lines = [one.lineno for one in extract_tb(error.__traceback__) if one.filename == "<template>"]
    return lines[-1] or 0 if lines else 0
