"""What documents cite: their files, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..adapters import files
from ..codecs.citations import SUFFIXES, citations
from ..model import Finding

__all__ = ["Cited", "cited"]


@dataclass(frozen=True, slots=True)
class Cited:
    """What documents cite."""

    keys: Mapping[str, str]
    """Citation key -> where it is cited first, `paper.tex:12`."""
    everything: bool
    r"""One of them asks for all there is (`\\nocite{*}`)."""
    files: tuple[Path, ...]
    """All files that were read."""
    findings: tuple[Finding, ...]
    """Files that a document names and that are not there."""
    ended: bool
    """False: LaTeX is still writing one of the documents."""


def cited(paths: Sequence[Path]) -> Cited:
    """
    The citations of documents and of the files that they take in.

    Raises:
        InputError: one of `paths` cannot be read.
        UsageError: one of them is no document.
    """
    keys: dict[str, str] = {}
    labels: set[str] = set()
    findings: list[Finding] = []
    everything, ended = False, True
    waiting = [(path, path.parent) for path in paths]
    read: dict[Path, None] = {}
    for path, root in waiting:  # grows while files name others
        if path.resolve() in read:
            continue
        read[path.resolve()] = None
        found = citations(files.read_bytes(path).decode("utf-8", "replace"), path.name)
        everything |= found.everything
        ended &= found.ended or path not in paths
        labels |= found.labels
        for key, line in found.keys.items():
            keys.setdefault(key, f"{path}:{line}")
        for name in found.includes:
            if (taken := _found(name, path, root)) is not None:
                waiting.append((taken, root))
            elif path.suffix.lower() != ".aux":
                message = f"{name!r}, which it takes in, is not there; what it cites is not known"
                findings.append(Finding("missing-file", str(path), message))
    own = {key: where for key, where in keys.items() if key not in labels}
    return Cited(own, everything, tuple(read), tuple(findings), ended)


def _found(name: str, path: Path, root: Path) -> Path | None:
    """The file that a document means: LaTeX begins at the main file, pandoc and Typst at the one that names it."""
    stem = name.lstrip("/")
    for folder in (root, path.parent):
        for candidate in (folder / stem, folder / f"{stem}{path.suffix}"):
            if candidate.suffix[1:].lower() in SUFFIXES and candidate.is_file():
                return candidate
    return None
