"""
Citations in LaTeX.

A command cites if its name has `cite` in it: natbib has 20 of them, biblatex 60, and classes and authors add their
own (`\\citeonline`, `\\shortcite`, `\\mycite`). Those of which this is not true are listed, as are the few that
cite by another name or have the key in another place. So does a command that the document defines by one that
cites its first argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .citations import Citations, blanked, of_pairs

__all__ = ["keys", "read"]

_UNREAD: Final = re.compile(
    r"\\begin\{(?P<env>verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?)\}"
    r"(?:(?!\\begin\{(?P=env)\}).)*?\\end\{(?P=env)\}"
    r"|\\verb\*?(?P<mark>[^A-Za-z\s*])[^\n]*?(?P=mark)"
    r"|\\iffalse\b(?:(?!\\iffalse\b).)*?\\fi\b"
    r"|(?<!\\)(?:\\\\)*%[^\n]*",
    re.S,
)
_COMMAND: Final = re.compile(
    r"\\([A-Za-z@]*[Cc]ite[A-Za-z@]*|bibentry|[A-Za-z]*cquote)\*?|\\begin\{([A-Za-z]*cquote)\*?\}"
)
_DEFINED: Final = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|def)\*?\s*\{?\\([A-Za-z@]+)\}?"
    r"(?:\[\d\](?:\[[^\[\]]*\])?|#1)\s*\{[^\n]{0,200}?\\[A-Za-z]*[Cc]ite[A-Za-z]*\*?(?:\[[^\[\]]*\])*\{#1\}"
)
_NOT: Final = re.compile(
    r".*(?:style|setup|reset|tracker|command|delim|punct|format|mark|font|num(?:font|fmt)|wrapper|hook)s?\d*$"
    r"|citetext|newcites|(?:at|At)(?:Every|Next|Each).*|.*@.*|cite(?:left|right|mid|sep|dash|point|form|index.*)"
    r"|declarecite.*|Declare.*|renewcite.*|if.*|(?:un)?restorecite.*|excite[ds]?|(?:re|in)cite",
)
_FIRST_IS_NO_KEY: Final = re.compile(r"[A-Za-z]?volcites?|(?:foreign|hyphen)[a-z]*cquote")
r"""`\volcite{2}[3]{key}`, `\foreigntextcquote{german}{key}{...}`."""
_SEVERAL: Final = re.compile(r".*cites")
_OPTIONAL: Final = re.compile(
    r"\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]]*\])*\]|\([^()]*\)|<[^<>]*>)"
)
_ARGUMENT: Final = re.compile(r"\s*\{([^{}]*)\}")
_INCLUDE: Final = re.compile(r"\\(?:input|include|subfile|InputIfFileExists)\s*\{([^{}#]+)\}")
_IMPORT: Final = re.compile(r"\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s*\{([^{}#]*)\}\s*\{([^{}#]+)\}")


def read(text: str) -> Citations:
    r"""Keys of all citation commands, and the files of `\input`, `\include`, `\subfile` and `\import`."""
    text = blanked(_UNREAD, text)
    pairs = list(keys(text))
    includes = [
        *((found.start(), found[1].strip()) for found in _INCLUDE.finditer(text)),
        *((found.start(), found[1].strip() + found[2].strip()) for found in _IMPORT.finditer(text)),
    ]
    return Citations(
        of_pairs(text, ((key, at) for key, at in pairs if key != "*")),
        everything=any(key == "*" for key, _ in pairs),
        includes=tuple(name for _, name in sorted(includes)),
    )


def keys(text: str) -> Iterator[tuple[str, int]]:
    """(key, position) of each citation in LaTeX without comments."""
    own = "|".join(sorted({found[1] for found in _DEFINED.finditer(text)}))
    commands = re.compile(rf"{_COMMAND.pattern}|\\({own})(?![A-Za-z@])") if own else _COMMAND
    for found in commands.finditer(text):
        name = found[found.lastindex or 0]
        if _NOT.fullmatch(name):
            continue
        position = found.end()
        if _FIRST_IS_NO_KEY.fullmatch(name):
            first = _ARGUMENT.match(text, _after_options(text, position))
            position = first.end() if first else position
        while argument := _ARGUMENT.match(text, _after_options(text, position)):
            at = argument.start(1)
            yield from (
                (key, at) for part in argument[1].split(",") if (key := part.strip()) and "#" not in key
            )
            position = argument.end()
            if not _SEVERAL.fullmatch(name):
                break


def _after_options(text: str, position: int) -> int:
    while found := _OPTIONAL.match(text, position):
        position = found.end()
    return position
