"""Pandoc, where it is installed: a bibliography as a document for Word, LibreOffice or the web."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ..errors import InputError

__all__ = ["FORMATS", "typeset"]

FORMATS: Final = ("docx", "odt", "rtf", "html", "epub", "plain")
"""Names of pandoc's writers; the suffix of a file is the same, but for `.txt`."""

_MINUTES = 5


def typeset(items: Sequence[dict[str, Any]], format: str, style: Path | None = None) -> bytes:
    """
    A document with the bibliography of some CSL items.

    Args:
        style: a .csl file; without, pandoc's own (Chicago, author and date).

    Raises:
        InputError: pandoc is not installed, or it refuses the style; the message says what to do.
    """
    if shutil.which("pandoc") is None:
        raise InputError(
            f"{format} needs pandoc, which is not installed: get it from your package manager or "
            "https://pandoc.org/installing.html, or write --format csl-json"
        )
    with tempfile.TemporaryDirectory() as folder:
        references, made = Path(folder, "references.json"), Path(folder, "made")
        references.write_text(json.dumps(items), encoding="utf-8")
        command = ["pandoc", "--citeproc", "--from=markdown", "--standalone", "--metadata=title:References"]
        command += [f"--to={format}", f"--bibliography={references}", f"--output={made}"]
        command += [f"--csl={style}"] if style else []
        try:
            # Nothing is cited, everything is listed.
            said = subprocess.run(
                command,
                input=b"---\nnocite: '@*'\n...\n",
                capture_output=True,
                timeout=60 * _MINUTES,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                f"pandoc gave no answer in {_MINUTES} minutes; write a topic at a time"
            ) from None
        if said.returncode or not made.is_file():
            reason = (
                " ".join(said.stderr.decode("utf-8", "replace").split()) or f"exit code {said.returncode}"
            )
            raise InputError(f"pandoc refused: {reason[:300]}")
        return made.read_bytes()
