"""`kill -9` in the middle of a sync of 500 items: the next one ends where an undisturbed one would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings

import zotsync
from zotsync.adapters.embedded import EmbeddedLibrary
from zotsync.adapters.web import WebLibrary
from zotsync.codecs.zotero import object_key
from zotsync.core.library import BATCH, Library

from ..server.zotero import ZoteroServer
from .libraries import held

KILLS = min(50, settings().max_examples // 30)
"""2 by default, 50 with `HYPOTHESIS_PROFILE=long`."""
SEED = 20260102
WORKS = 500
CHANGED = 100
"""Of the works that both sides know: edited in Zotero; and as many others are added there."""


def entry(number: int) -> str:
    """One work of a list; each with words of its own, for works of like titles may be taken for one."""
    random = Random(number)
    words = [
        "".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in "1234") for _ in "12345"
    ]
    note = f"    - **Note**: remark {number}\n" if number % 10 == 0 else ""
    return f"- **{' '.join(words).capitalize()}** ({1990 + number % 30})\n{note}"


def reading_list(numbers: range) -> str:
    return "".join(f"## Topic {at}\n\n{''.join(map(entry, numbers[at::10]))}\n" for at in range(10))


def new_workspace(root: Path, numbers: range) -> zotsync.Workspace:
    zotsync.init(root)
    write_list(root, numbers)
    return zotsync.open_workspace(root)


def write_list(root: Path, numbers: range) -> None:
    (root / "seeds" / "reading-list.md").write_text(reading_list(numbers), encoding="utf-8")


def started(root: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    source = str(Path(zotsync.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "zotsync", "-C", str(root), "sync", "--max-delete", "9999"],
        env={**os.environ, **environment, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def synced(root: Path, environment: Mapping[str, str]) -> float:
    """Sync to the end; the seconds that it took."""
    begun = time.monotonic()
    process = started(root, environment)
    output, _ = process.communicate()
    assert process.returncode == 0, output.decode()
    return time.monotonic() - begun


def killed(root: Path, environment: Mapping[str, str], after: float) -> bool:
    """Whether there was something to kill still."""
    process = started(root, environment)
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=after)
        return False
    process.kill()
    process.communicate()
    return True


def content(library: Library) -> dict[str, Any]:
    """What a library holds, without the times and versions of its objects."""
    seen = held(library)
    found: dict[str, Any] = {one.key: (one.name, one.parent, one.trashed) for one in seen.collections}
    for item in seen.items:
        data = {
            name: value for name, value in item.data.items() if not name.startswith("date") or name == "date"
        }
        found[item.key] = data | {"collections": sorted(data.get("collections", ()))}
    return found


def files_of(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and ".zotsync" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def edit_in_zotero(library: Library) -> None:
    """Somebody changes works that zotsync made, and adds others."""
    seen = held(library)
    works = sorted((one for one in seen.items if one.data["itemType"] != "note"), key=lambda one: one.key)
    (place, *_) = sorted(one.key for one in seen.collections)
    edits: list[dict[str, Any]] = [
        {"key": one.key, "version": one.version, "publisher": f"Press {at}"}
        for at, one in enumerate(works[:CHANGED])
    ]
    for number in range(10_000, 10_000 + CHANGED):
        title = entry(number).partition("**")[2].partition("**")[0]
        edits.append(
            {
                "key": object_key(f"stranger {number}"),
                "version": 0,
                "itemType": "book",
                "title": title,
                "date": "2001",
                "collections": [place],
            }
        )
    version = seen.version
    for at in range(0, len(edits), BATCH):
        report = library.write("items", edits[at : at + BATCH], version=version)
        assert not report.failed
        version = report.version


def test_a_sync_in_both_directions_that_is_killed_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    known = range(WORKS - 2 * CHANGED)
    first = new_workspace(tmp_path / "first", known)
    synced(first.root, {})
    file = first.state_folder / "library.sqlite"
    with EmbeddedLibrary(file) as library:
        edit_in_zotero(library)
    write_list(first.root, range(WORKS - CHANGED))

    def copied(name: str) -> Path:
        return Path(shutil.copytree(first.root, tmp_path / name))

    def end_of(root: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
        with EmbeddedLibrary(root / ".zotsync" / "library.sqlite") as library:
            return content(library), files_of(root)

    calm = copied("calm")
    takes = synced(calm, {})
    expected = end_of(calm)
    assert sum("title" in one for one in expected[0].values() if isinstance(one, dict)) == WORKS
    random = Random(SEED)
    for number in range(KILLS):
        moment = random.uniform(0.2, 1) * takes
        while not killed(root := copied(f"killed {number} at {moment}"), {}, moment):
            moment /= 2  # the machine was busier when the time was taken
        synced(root, {})
        found = end_of(root)
        assert found[0] == expected[0], f"killed after {moment:.3f} s"
        assert found[1] == expected[1], f"killed after {moment:.3f} s"
        shutil.rmtree(root)


@pytest.mark.server
def test_a_first_sync_with_a_server_that_is_killed_ends_as_an_undisturbed_one(
    tmp_path: Path, zotero_server: ZoteroServer
) -> None:
    user = zotero_server.new_user()
    key = zotero_server.new_key(user)

    def made() -> tuple[Path, dict[str, str]]:
        group = str(zotero_server.new_group(user))
        environment = {
            "ZOTERO_API_KEY": key,
            "ZOTERO_BASE_URL": zotero_server.url,
            "ZOTERO_LIBRARY_TYPE": "group",
            "ZOTERO_LIBRARY_ID": group,
        }
        return new_workspace(tmp_path / group, range(WORKS)).root, environment

    def end_of(environment: Mapping[str, str]) -> dict[str, Any]:
        with WebLibrary(zotero_server.url, "group", int(environment["ZOTERO_LIBRARY_ID"]), key) as library:
            return content(library)

    root, environment = made()
    takes = synced(root, environment)
    expected = end_of(environment)
    assert sum("title" in one for one in expected.values() if isinstance(one, dict)) == WORKS
    random = Random(SEED)
    for _ in range(KILLS):
        moment = random.uniform(0.2, 1) * takes
        root, environment = made()
        while not killed(root, environment, moment):
            moment /= 2
            root, environment = made()
        synced(root, environment)
        assert end_of(environment) == expected
