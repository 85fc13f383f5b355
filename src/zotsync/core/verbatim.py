r"""
Links and identifiers, which BibTeX prints as they stand, without the escapes that programs put into them.

`\_`, `{\_}`, `{\~{}}`, `{~}`: Mendeley writes every `_`, `%`, `&`, `#` and `~` like this, others only some.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["bare"]

_ESCAPED: Final = re.compile(
    r"\{\\?([_%&#~$])(?:\{\})?\}|\\([_%&#~$])(?:\{\})?|\{?\\textasciitilde(?:\{\}\}?|\}|(?![A-Za-z]))"
)


def bare(value: str) -> str:
    """A link or an identifier as a browser takes it."""
    if "\\" not in value and "{" not in value:
        return value
    return _ESCAPED.sub(lambda found: found[1] or found[2] or "~", value)
