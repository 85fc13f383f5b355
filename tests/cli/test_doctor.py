"""Doctor: each thing that can be wrong is one line with the next step, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zotsync.adapters.state import State
from zotsync.app.doctor import CHECKS, Diagnosis, diagnose

from ..conftest import MemoryKeyring
from ..server.wire import reply, serving
from ..server.zotero import READ_ONLY, ZoteroServer
from .test_commands import failed, run

KEY = "SeCrEtKeYoFaPeRsOn012345"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path / "w")
    run("-C", tmp_path / "w", "build")
    return tmp_path / "w"


def found(workspace: Path, name: str, **environment: str) -> list[tuple[str, str]]:
    """What one check says: outcome, and message with the next step."""
    return [
        (one.outcome, f"{one.message}; {one.next}")
        for one in diagnose(workspace, environment)
        if one.check == name
    ]


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_well_in_a_workspace_that_was_built_and_synced(workspace: Path) -> None:
    run("-C", workspace, "sync")
    before = state(workspace)
    result = run("-C", workspace, "doctor")

    assert result.exit_code == 0
    assert {line.split()[0] for line in result.output.splitlines()} == {"ok"}
    assert "embedded library: 2 items in 1 collection, at version 4" in result.output
    assert "clone: at version 4 of the library, as it stands" in result.output
    after = state(workspace)
    assert {name: text for name, text in after.items() if ".sqlite" not in name} == {
        name: text for name, text in before.items() if ".sqlite" not in name
    }


def test_a_workspace_that_was_never_synced_is_left_without_a_clone(workspace: Path) -> None:
    before = state(workspace)
    result = run("-C", workspace, "doctor")

    assert result.exit_code == 0
    assert "clone: never synced with this library" in result.output
    assert state(workspace) == before


def test_json_says_the_same(workspace: Path) -> None:
    told = json.loads(run("-C", workspace, "doctor", "--json").stdout)

    assert told["problems"] == 0
    assert told["checks"][0] == {
        "check": "configuration",
        "outcome": "ok",
        "message": f"zotsync.toml in {workspace}",
        "next": "",
    }
    assert {one["check"] for one in told["checks"]} <= CHECKS.keys()


def test_without_a_workspace_that_is_all_there_is_to_say(tmp_path: Path) -> None:
    result = run("-C", tmp_path, "doctor")

    assert result.exit_code == 1
    assert result.output.startswith("problem  configuration: ")
    assert "zotsync init" in result.output
    assert len(result.output.splitlines()) == 1


def test_a_library_that_is_no_library_is_a_usage_error(workspace: Path) -> None:
    failed(run("-C", workspace, "doctor", "--library", "cloud"), 2, "group:ID")


def _unreadable_list(root: Path) -> None:
    (root / "seeds" / "reading-list.md").write_bytes(bytes(range(256)))


def _no_lists(root: Path) -> None:
    (root / "seeds" / "reading-list.md").unlink()


def _broken_lock(root: Path) -> None:
    (root / "zotsync.lock").write_text("<<<<<<< ours\n{\n")


def _no_lock(root: Path) -> None:
    (root / "zotsync.lock").unlink()


def _new_work(root: Path) -> None:
    with (root / "seeds" / "reading-list.md").open("a") as file:
        file.write("- **Deep Residual Learning for Image Recognition** (2016)\n")


def _lost_note(root: Path) -> None:
    for name in "abcde":
        (root / "notes" / f"{name}.md").write_text("mine")


def _foreign_bib(root: Path) -> None:
    (root / "bib" / "mine.bib").write_text("@misc{a}")


def _topic_file_of_a_person(root: Path) -> None:
    (root / "bib" / "architectures.bib").write_text("@misc{a}")


WRONG: dict[str, tuple[Callable[[Path], None], str, str, str]] = {
    "unreadable list": (_unreadable_list, "lists", "problem", "is it the right file?"),
    "no lists": (_no_lists, "lists", "warning", "put a reading list into seeds/"),
    "broken lock": (_broken_lock, "lock", "problem", "zotsync.lock:1"),
    "no lock": (_no_lock, "lock", "warning", "run zotsync build"),
    "new work": (_new_work, "files", "warning", "run zotsync build"),
    "lost notes": (_lost_note, "orphans", "warning", "notes/a.md, notes/b.md, notes/c.md and 2 more"),
    "foreign bib": (_foreign_bib, "orphans", "warning", "bib/mine.bib"),
    "topic file": (_topic_file_of_a_person, "files", "warning", "bib/architectures.bib: not made by zotsync"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_the_workspace_is_told_with_the_next_step(workspace: Path, case: str) -> None:
    spoil, name, outcome, words = WRONG[case]
    spoil(workspace)
    told = found(workspace, name)
    result = run("-C", workspace, "doctor")

    assert any(one == outcome and words in message for one, message in told), told
    assert result.exit_code == (1 if outcome == "problem" else 0)
    assert "Traceback" not in result.output


def test_a_reading_note_of_a_work_in_the_lists_is_no_orphan_in_zotero(workspace: Path) -> None:
    (note,) = (workspace / "notes").iterdir()
    note.write_text(note.read_text(encoding="utf-8") + "\nWhat I think.\n", encoding="utf-8")
    run("-C", workspace, "sync")

    assert [outcome for outcome, _ in found(workspace, "clone")] == ["ok"]


def test_what_a_list_no_longer_names_is_an_orphan_in_zotero(workspace: Path) -> None:
    run("-C", workspace, "sync")
    (workspace / "seeds" / "reading-list.md").write_text(
        "# Reading list\n\n## Other\n\n- **Something Else** (2020)\n"
    )
    told = found(workspace, "clone")

    assert (
        "warning",
        "the workspace holds what is not in the library yet; zotsync sync --dry-run shows it",
    ) in told
    assert any("3 objects in Zotero of what no list names any more" in message for _, message in told)


# --- the network ------------------------------------------------------------------------------------------

GROUP = {"ZOTERO_LIBRARY_TYPE": "group", "ZOTERO_LIBRARY_ID": "7"}


def test_without_a_network_the_rest_is_seen(workspace: Path) -> None:
    result = run(
        "-C",
        workspace,
        "doctor",
        **GROUP,
        ZOTERO_API_KEY=KEY,
        ZOTERO_BASE_URL="http://127.0.0.1:9",
        NO_PROXY="*",
    )

    assert result.exit_code == 1
    assert "ok       key: from ZOTERO_API_KEY in the environment" in result.output
    assert "problem  server: 127.0.0.1 cannot be reached (Connection refused): check" in result.output
    assert "ok       clone: never synced" in result.output
    assert "rights" not in result.output
    assert KEY not in result.output


def test_a_missing_key_and_a_wrong_address_are_problems(workspace: Path) -> None:
    with serving(reply(b"[]")) as port:
        environment = {"ZOTERO_BASE_URL": f"http://127.0.0.1:{port}", "NO_PROXY": "*"}
        assert found(workspace, "key", **GROUP, **environment) == [
            ("problem", "there is none for group:7; run zotsync login, or set ZOTERO_API_KEY")
        ]
    told = found(workspace, "library", **GROUP, ZOTERO_BASE_URL="http://lab.example")
    assert told[0][0] == "problem"
    assert "unencrypted" in told[0][1]


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (timedelta(minutes=4), ("ok", "as the server's; ")),
        (timedelta(minutes=6), ("warning", "6 minutes ahead of the server's; set the time of this computer")),
        (-timedelta(hours=3), ("warning", "180 minutes behind the server's; set the time of this computer")),
    ],
)
def test_a_clock_that_is_wrong_and_a_schema_that_is_old_are_told(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, off: timedelta, expected: tuple[str, str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    answer = reply(
        b'[{"field": "title"}]',
        Date="Fri, 02 Jan 2026 03:04:05 GMT",
        Zotero_API_Version="3",
        Zotero_Schema_Version="32",
    )
    with serving(answer) as port:
        environment = {**GROUP, "ZOTERO_BASE_URL": f"http://127.0.0.1:{port}"}
        told = diagnose(workspace, environment, now=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) + off)
    by_name: dict[str, list[Diagnosis]] = {}
    for one in told:
        by_name.setdefault(one.check, []).append(one)

    assert [(one.outcome, f"{one.message}; {one.next}") for one in by_name["clock"]] == [expected]
    assert by_name["server"][0].message.endswith("answers, API 3, schema 32")
    assert "no field Citation Key" in by_name["server"][1].message


@pytest.mark.server
def test_a_key_its_rights_and_how_far_clone_and_library_have_gone_on(
    workspace: Path, zotero_server: ZoteroServer, system_keyring: MemoryKeyring
) -> None:
    user, member = zotero_server.new_user(), zotero_server.new_user()
    key, reader = zotero_server.new_key(user), zotero_server.new_key(member, READ_ONLY)
    group = zotero_server.new_group(user)
    zotero_server.add_member(group, member)
    system_keyring.set_password(f"zotsync {zotero_server.url}", f"group:{group}", key)
    library: dict[str, str] = {**GROUP, "ZOTERO_LIBRARY_ID": str(group), "ZOTERO_BASE_URL": zotero_server.url}
    assert run("-C", workspace, "sync", **library).exit_code == 0
    before = zotero_version(workspace, library)

    result = run("-C", workspace, "doctor", **library)
    assert result.exit_code == 0, result.output
    assert {line.split()[0] for line in result.output.splitlines()} == {"ok"}
    assert "key: from the system keyring" in result.output
    assert f"rights: the key may read and write group {group}" in result.output
    assert f"clone: at version {before} of the library, as it stands" in result.output

    other = run("init", workspace.parent / "other")
    assert other.exit_code == 0
    _new_work(workspace.parent / "other")
    run("-C", workspace.parent / "other", "sync", **library)
    told = found(workspace, "clone", **library)
    assert told[0][0] == "warning"
    assert "behind the library" in told[0][1]

    told = found(workspace, "rights", **library, ZOTERO_API_KEY=reader)
    assert told[0][0] == "warning"
    assert f"may read group {group}, not write" in told[0][1]
    told = found(workspace, "rights", **library, ZOTERO_API_KEY="wrongkeywrongkey")
    assert told[0][0] == "problem"
    assert "does not know this API key" in told[0][1]
    assert key not in run("-C", workspace, "doctor", "--json", **library).output


def zotero_version(workspace: Path, library: dict[str, str]) -> int:
    told = json.loads(run("-C", workspace, "sync", "--json", **library).stdout)
    return int(told["sync"]["version"])


@pytest.mark.server
def test_a_library_that_went_back_is_a_problem(workspace: Path, zotero_server: ZoteroServer) -> None:
    """Its server was restored from a backup, or another one stands at the address."""
    user = zotero_server.new_user()
    key, group = zotero_server.new_key(user), zotero_server.new_group(user)
    library = {
        **GROUP,
        "ZOTERO_LIBRARY_ID": str(group),
        "ZOTERO_BASE_URL": zotero_server.url,
        "ZOTERO_API_KEY": key,
    }
    run("-C", workspace, "sync", **library)
    with State(workspace / ".zotsync" / "state.sqlite", f"{zotero_server.url}/groups/{group}") as held:
        held.record(version=99)

    assert found(workspace, "clone", **library)[0][0] == "problem"
