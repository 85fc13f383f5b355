"""Proofreading .bib files, in a workspace or anywhere, and the fixes that are safe."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..adapters import files
from ..codecs.bibtex import encoding, sheets
from ..core import proof
from ..model import Finding, Work

__all__ = ["Proof", "proofread"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in one file."""

    path: str
    findings: tuple[Finding, ...]
    diff: str
    """What the fixes change, as a unified diff; empty where nothing can be fixed."""
    fixed: bool
    """Whether the fixes were written."""


def proofread(
    paths: Sequence[Path],
    *,
    fix: bool = False,
    ignore: frozenset[str] = frozenset(),
    published: Iterable[Work] = (),
    names: Mapping[Path, str] | None = None,
) -> tuple[Proof, ...]:
    """
    Read .bib files as a careful person does.

    Args:
        fix: write what can be put right without loss; the findings are those that are left.
        ignore: codes that are not looked for.
        published: works that are known to have appeared, for preprints among the entries.
        names: how findings call a file; by default as it is given.

    Raises:
        InputError: a file cannot be read, or not be written.
    """
    known = tuple(published)
    return tuple(_of_file(path, (names or {}).get(path, str(path)), fix, ignore, known) for path in paths)


def _of_file(path: Path, name: str, fix: bool, ignore: frozenset[str], published: tuple[Work, ...]) -> Proof:
    data = files.read_bytes(path)
    text, coding = encoding.decode(data)
    findings, better = _of_text(text, name, coding, ignore, published)
    shown = name.lstrip("/")
    diff = "".join(
        difflib.unified_diff(text.splitlines(True), better.splitlines(True), f"a/{shown}", f"b/{shown}", n=1)
    )
    written = fix and files.update(path, data, encoding.encode(better, coding))
    if written:
        findings, _ = _of_text(better, name, coding, ignore, published)
    return Proof(name, findings, diff, written)


def _of_text(
    text: str, name: str, coding: encoding.Encoding, ignore: frozenset[str], published: tuple[Work, ...]
) -> tuple[tuple[Finding, ...], str]:
    """The findings of a text, and the text with all fixes; fixes that make room for others are followed up."""
    found, unread = sheets.sheets(text, name)
    said, fixes = proof.proofread(found, published, ignore)
    odd = [] if coding.name == "utf-8" and coding.errors == "strict" else [_odd_encoding(name, coding)]
    better = text
    for _ in range(_ROUNDS):
        if not fixes:
            break
        better = sheets.fixed(better, fixes)
        fixes = proof.proofread(sheets.sheets(better, name)[0], published, ignore)[1]
    findings = (one for one in (*odd, *unread) if one.code not in ignore)
    return tuple(sorted((*findings, *said), key=_line)), better


_ROUNDS = 4
"""Fixes of one field that wait for each other."""


def _odd_encoding(name: str, coding: encoding.Encoding) -> Finding:
    seems = "several encodings at once" if coding.errors != "strict" else coding.name
    return Finding("encoding", f"{name}:1", f"not UTF-8 but {seems}; save it as UTF-8", "info")


def _line(finding: Finding) -> int:
    return int(finding.where.rpartition(":")[2])
