"""How two clones exchange their files: a merge by git, and what a person does where git cannot."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zotsync.codecs import lock as lock_codec
from zotsync.codecs import merging
from zotsync.errors import ConfigError
from zotsync.model import Decisions, Lock

__all__ = ["ENTRY", "HEADING", "merged"]

ENTRY = re.compile(r"(?m)^- \*\*(?P<title>.*)\*\* \((?P<year>\d+)\)\n(?:    .*\n)*")
HEADING = re.compile(r"(?m)^(?P<level>##+) (?P<name>.*)\n")


def merged(
    mine: Mapping[str, bytes], base: Mapping[str, bytes], theirs: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All files of a workspace after a merge, by path."""
    found = {}
    for name in sorted({*mine, *theirs}):
        one, old, other = mine.get(name), base.get(name), theirs.get(name)
        if one in (old, other):
            text = other
        elif other == old:
            text = one
        elif one is None or other is None:
            text = one or other  # changed on one side, gone on the other: a person keeps it
        else:
            text = _merged(name, one, old or b"", other)
        if text is not None:
            found[name] = text
    return found


def _merged(name: str, mine: bytes, base: bytes, theirs: bytes) -> bytes:
    if name == "zotsync.lock":
        clean, text = _by_git(mine, base, theirs)
        try:
            if clean:
                lock_codec.read(text.decode())
                return text
        except ConfigError:
            pass
        return _merged_lock(mine, base, theirs)
    if name.startswith("seeds/"):
        return _merged_list(_by_git(mine, base, theirs, "--union")[1].decode()).encode()
    if name.startswith("notes/"):
        return merging.notes.merge(base.decode(), mine.decode(), theirs.decode(), "ours").encode()
    return _by_git(mine, base, theirs, "--ours")[1]


def _merged_list(text: str) -> str:
    """Of two lines about one work that both sides changed, the longer one stays."""
    titles: dict[str, str] = {}
    for entry in ENTRY.finditer(text):
        name = entry["title"].partition(" ")[0]
        titles[name] = max(titles.get(name, ""), entry["title"], key=len)
    return ENTRY.sub(
        lambda entry: entry[0].replace(entry["title"], titles[entry["title"].partition(" ")[0]]), text
    )


def _by_git(mine: bytes, base: bytes, theirs: bytes, *how: str) -> tuple[bool, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("mine", "base", "theirs")]
        for path, data in zip(paths, (mine, base, theirs), strict=True):
            path.write_bytes(data)
        done = subprocess.run(["git", "merge-file", "-p", *how, *paths], capture_output=True, check=False)
    assert done.returncode >= 0, done.stderr
    return done.returncode == 0, done.stdout


def _merged_lock(mine: bytes, base: bytes, theirs: bytes) -> bytes:
    """Both sides' additions and removals; ours where both changed one thing."""
    one, old, other = (lock_codec.read(text.decode()) for text in (mine, base, theirs))
    found = {}
    for name in ("dropped", "unnoted", "unwritten", "uncollected", "withdrawn", "untagged"):
        here, was, there = (getattr(lock.decisions, name) for lock in (one, old, other))
        found[name] = (here & there) | (here - was) | (there - was)
    lines = [
        {(line.list, line.title, line.url): line for line in lock.identifications}
        for lock in (one, old, other)
    ]
    return lock_codec.write(
        Lock(
            _merged_maps(one.records, old.records, other.records),
            tuple(_merged_maps(*lines).values()),
            Decisions(
                **found,
                places=_merged_maps(one.decisions.places, old.decisions.places, other.decisions.places),
            ),
        )
    ).encode()


def _merged_maps(
    mine: Mapping[Any, Any], base: Mapping[Any, Any], theirs: Mapping[Any, Any]
) -> dict[Any, Any]:
    found = {}
    for name in {**mine, **theirs}:
        one, old, other = mine.get(name), base.get(name), theirs.get(name)
        value = other if one == old else one
        if value is not None:
            found[name] = value
    return found
