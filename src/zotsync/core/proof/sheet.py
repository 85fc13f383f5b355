"""What a rule sees of an entry, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...model import Work

__all__ = ["PROSE", "Said", "Sheet"]

PROSE = frozenset(
    "title subtitle booktitle booksubtitle maintitle journal journaltitle series publisher institution school "
    "organization address location howpublished author editor translator note annote abstract keywords type "
    "edition chapter eventtitle shorttitle addendum".split()
)
"""Fields that LaTeX typesets; others are read by programs."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry of a .bib file."""

    key: str
    type: str
    """As BibTeX has it, lower case."""
    own: Mapping[str, str]
    """LaTeX text of the fields that stand in the entry, by lower-case name."""
    plain: Mapping[str, str]
    """The same in Unicode, with the fields that it has from others (`crossref`, `xdata`)."""
    work: Work
    file: str
    line: int
    lines: Mapping[str, int]
    """Line of each field."""
    joined: frozenset[str] = frozenset()
    """Fields that use a macro or join pieces by `#`: their text is not what stands in the file."""
    macros: frozenset[str] = frozenset()
    """Macros that it uses and nobody defines."""
    keys: frozenset[str] = frozenset()
    """Case-folded keys and aliases of all entries of the file."""

    def place(self, name: str = "") -> str:
        return f"{self.file}:{self.lines.get(name, self.line)}"

    def has(self, *names: str) -> bool:
        return any(self.plain.get(name, "").strip() for name in names)

    def fixed(self, name: str, value: str | None) -> dict[str, str | None]:
        """The fix of a field, where its text stands in the file as it is."""
        return {name: value} if name in self.own and name not in self.joined else {}


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of an entry."""

    code: str
    level: str
    """`error`: the entry cannot be used; `warning`: it prints wrongly; `info`: worth a look."""
    message: str
    fix: Mapping[str, str | None] = field(default_factory=dict)
    """New LaTeX text of fields; None takes one out."""
    field: str = ""
    """Where it is wrong."""
