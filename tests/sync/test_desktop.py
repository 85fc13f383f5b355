"""A workspace and the Zotero on this computer, through the command line; the Zotero is a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.adapters.desktop import DesktopLibrary
from zotsync.cli import cli
from zotsync.errors import AccessError, Unavailable

from ..conftest import MemoryKeyring
from ..server.desktop import Desktop, desktop
from .libraries import LIST

FIRST, SECOND = "First Title of All", "Second Title of All"


@pytest.fixture
def zotero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """A running Zotero with an empty library, and a workspace that names it."""
    with desktop() as running:
        yield settled(running, tmp_path, monkeypatch)


@pytest.fixture
def old_zotero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with desktop(9) as running:
        yield settled(running, tmp_path, monkeypatch)


def settled(running: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    monkeypatch.setenv("ZOTERO_DESKTOP_URL", running.address)
    run("init", tmp_path / "papers")
    monkeypatch.chdir(tmp_path / "papers")
    toml = Path("zotsync.toml").read_text(encoding="utf-8")
    Path("zotsync.toml").write_text(toml.replace('type = "embedded"', 'type = "desktop"'), encoding="utf-8")
    Path("seeds/reading-list.md").write_text(LIST, encoding="utf-8")
    return running


def run(*words: object, fails: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == fails, result.output
    return result


def bib() -> str:
    return Path("bib/library.bib").read_text(encoding="utf-8")


def edit_bib(old: str, new: str) -> None:
    assert old in bib()
    Path("bib/library.bib").write_text(bib().replace(old, new), encoding="utf-8")


def _topic_files() -> list[Path]:
    return [path for path in Path("bib").glob("*.bib") if path.name != "library.bib"]


def kinds(zotero: Desktop) -> list[str]:
    return sorted(data["itemType"] for _, data in zotero.mine.items.values())


def whole(zotero: Desktop) -> object:
    return dict(zotero.mine.items), dict(zotero.mine.collections), zotero.mine.version


def is_at_rest(zotero: Desktop) -> None:
    """Nothing is left to do, also for a clone that remembers nothing."""
    before, writes = whole(zotero), zotero.written()
    run("sync")
    Path(".zotsync/state.sqlite").unlink()
    run("sync")
    run("sync")
    assert whole(zotero) == before
    assert zotero.written() == writes


# --- there and back -------------------------------------------------------------------------------------------


def test_the_first_sync_makes_everything_under_the_keys_of_zotero(zotero: Desktop) -> None:
    output = run("sync").output
    mine = zotero.mine
    outer, inner = mine.named("A"), mine.named("B")
    first, second = mine.titled(FIRST), mine.titled(SECOND)
    (note,) = [data for _, data in mine.items.values() if data["itemType"] == "note"]

    assert mine.collections[inner][1]["parentCollection"] == outer
    assert mine.items[first][1]["collections"] == [outer]
    assert mine.items[second][1]["collections"] == [inner]
    assert note["parentItem"] == first
    assert "the Zotero on this computer" in output
    text = next(Path("notes").glob("*first.md")).read_text(encoding="utf-8")
    assert f"zotero://select/library/items/{first}" in text
    is_at_rest(zotero)


def test_the_second_sync_asks_two_things_and_writes_nothing(zotero: Desktop) -> None:
    run("sync")
    asked = len(zotero.log)
    run("sync")

    assert [method for method, _ in zotero.log[asked:]] == ["GET", "GET"]


def test_edits_go_both_ways(zotero: Desktop) -> None:
    run("sync")
    zotero.mine.edit(
        zotero.mine.titled(FIRST), title="First Title Mended", dateModified="2026-02-02T00:00:00Z"
    )
    edit_bib("Second Title", "2nd Title")
    run("sync")

    assert "First Title Mended" in bib()
    assert zotero.mine.titled("2nd Title of All")
    is_at_rest(zotero)


def test_what_somebody_adds_moves_trashes_and_erases_in_zotero_comes_here(zotero: Desktop) -> None:
    run("sync")
    mine = zotero.mine
    mine.add(
        "NEWBYYYY", itemType="book", title="A Colleague's Book", date="2022", collections=[mine.named("B")]
    )
    mine.edit(mine.titled(FIRST), deleted=1)
    mine.edit(mine.named("B"), name="Bees")
    run("sync")

    assert "A Colleague's Book" in Path("seeds/inbox.md").read_text(encoding="utf-8")
    assert all(FIRST not in path.read_text(encoding="utf-8") for path in _topic_files())
    mine.erase("NEWBYYYY")
    run("sync")
    assert "dropped" in Path("zotsync.lock").read_text(encoding="utf-8")
    is_at_rest(zotero)


def test_what_leaves_the_lists_goes_to_the_trash_and_is_never_erased(zotero: Desktop) -> None:
    run("sync")
    key, shelf = zotero.mine.titled(SECOND), zotero.mine.named("B")
    Path("seeds/reading-list.md").write_text(LIST.partition("\n### B")[0], encoding="utf-8")
    run("sync")

    assert zotero.mine.items[key][1]["deleted"]
    assert zotero.mine.collections[shelf][1]["deleted"]
    assert {method for method, _ in zotero.log} == {"GET", "POST"}


def test_undo_takes_back_what_was_made(zotero: Desktop) -> None:
    run("sync")
    run("undo")

    assert all(data.get("deleted") for _, data in zotero.mine.items.values())


def test_what_is_there_already_is_linked(zotero: Desktop) -> None:
    zotero.mine.add(
        "THEIRSYY", itemType="book", title=FIRST, date="2020", extra="Citation Key: anonymous2020first"
    )
    run("sync")

    assert len([kind for kind in kinds(zotero) if kind != "note"]) == 2
    assert zotero.mine.items["THEIRSYY"][1]["citationKey"] == "anonymous2020first"
    is_at_rest(zotero)


def test_a_line_of_extra_that_zotero_moves_into_its_field_is_no_edit(zotero: Desktop) -> None:
    zotero.mine.add(
        "THEIRSYY", itemType="journalArticle", title=FIRST, date="2020", extra="DOI: 10.1000/182\nmine"
    )
    run("sync")
    before = bib()
    moved = {"DOI": "10.1000/182", "extra": "mine"}
    if "DOI:" in zotero.mine.items["THEIRSYY"][1].get("extra", ""):
        zotero.mine.edit("THEIRSYY", **moved)
    run("sync")

    assert bib() == before
    assert zotero.mine.items["THEIRSYY"][1]["DOI"] == "10.1000/182"
    is_at_rest(zotero)


# --- answers that are lost ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["before", "after", "cut"])
@pytest.mark.parametrize("good", range(4))
def test_an_answer_that_got_lost_makes_no_duplicate(zotero: Desktop, fault: str, good: int) -> None:
    zotero.faults = [""] * good + [fault]
    output = run("sync", fails=4).output
    run("sync")

    assert "run again" in output
    assert sorted(data["name"] for _, data in zotero.mine.collections.values()) == ["A", "B"]
    assert kinds(zotero) == ["document", "document", "note"]
    is_at_rest(zotero)


def test_a_note_that_was_edited_meanwhile_is_found_again_and_told(zotero: Desktop) -> None:
    run("sync")
    (note,) = [key for key, (_, data) in zotero.mine.items.items() if data["itemType"] == "note"]
    html = zotero.mine.items[note][1]["note"]
    zotero.mine.edit(note, note=f'<div data-schema-version="9">{html.replace("one", "quite another")}</div>')
    Path(".zotsync/state.sqlite").unlink()
    output = run("sync").output

    assert "anonymous2020first (note)" in output
    assert kinds(zotero) == ["document", "document", "note"]
    assert "quite another" in zotero.mine.items[note][1]["note"]


# --- who may write --------------------------------------------------------------------------------------------


def test_a_zotero_that_can_only_be_read_gives_what_it_has(old_zotero: Desktop) -> None:
    old_zotero.mine.add("SHELFYYY", name="A")
    old_zotero.mine.add("THEIRSYY", itemType="book", title=FIRST, date="2020", collections=["SHELFYYY"])
    old_zotero.mine.add(
        "NEWBYYYY", itemType="book", title="Another Book", date="2022", collections=["SHELFYYY"]
    )
    output = run("sync", fails=4).output

    assert "Zotero 10" in output
    assert "Another Book" in bib()
    old_zotero.mine.edit("THEIRSYY", publisher="Press")
    run("sync", fails=4)
    assert "Press" in bib()
    assert {method for method, _ in old_zotero.log} == {"GET"}


def test_who_says_always_is_asked_once_and_never_again(
    zotero: Desktop, system_keyring: MemoryKeyring
) -> None:
    run("sync")
    assert list(system_keyring.entries) == [("zotsync zotero://local", zotero.server_id)]
    edit_bib("Second Title", "2nd Title")
    run("sync")

    assert len([path for _, path in zotero.log if "authorize" in path]) == 1


def test_who_says_once_is_asked_for_each_write(zotero: Desktop, system_keyring: MemoryKeyring) -> None:
    zotero.answers = ["once"] * 4
    run("sync")

    assert len([path for _, path in zotero.log if "authorize" in path]) == zotero.written() == 4
    assert system_keyring.entries == {}
    is_at_rest(zotero)


def test_who_says_no_keeps_what_is_there_and_is_told(zotero: Desktop) -> None:
    zotero.answers = ["once", "deny"]
    output = run("sync", fails=4).output

    assert "not pushed: 1 collection, 2 items, 1 note: Zotero was told that zotsync may not write" in output
    assert (len(zotero.mine.collections), len(zotero.mine.items)) == (1, 0)
    run("sync")
    is_at_rest(zotero)


def test_a_zotero_that_was_asked_too_often_is_left_in_peace(zotero: Desktop) -> None:
    waits: list[float] = []
    zotero.answers = ["busy", "always", "busy", "busy"]
    with DesktopLibrary(address=zotero.address, sleep=waits.append) as library:
        assert library.authorize()
        with pytest.raises(AccessError, match="wait a minute"):
            library.authorize()

    assert waits == [42.0, 42.0]


def test_a_key_that_zotero_has_forgotten_is_asked_for_anew(
    zotero: Desktop, system_keyring: MemoryKeyring
) -> None:
    system_keyring.set_password("zotsync zotero://local", zotero.server_id, "oldoldoldold")
    run("sync")

    assert system_keyring.entries["zotsync zotero://local", zotero.server_id] in zotero.keys


def test_another_database_is_another_library(zotero: Desktop) -> None:
    run("sync")
    before = whole(zotero)
    zotero.server_id = "OtherOtherOt"
    run("sync")

    assert whole(zotero) == before


def test_a_database_that_changes_under_way_ends_the_run(zotero: Desktop) -> None:
    with DesktopLibrary(address=zotero.address) as library:
        assert zotero.server_id in library.id
        zotero.server_id = "OtherOtherOt"
        with pytest.raises(Unavailable, match="Another Zotero database"):
            library.snapshot()


# --- login and doctor -----------------------------------------------------------------------------------------


def test_login_settles_the_consent_and_logout_forgets_it(
    zotero: Desktop, system_keyring: MemoryKeyring
) -> None:
    zotero.answers = ["once"]
    assert "Always Allow" in run("login", fails=4).output
    assert "kept in the system keyring" in run("login").output
    assert "was told that zotsync may write" in run("login").output
    assert "it was told that zotsync may write" in run("doctor").output
    assert "asks again" in run("logout").output
    assert system_keyring.entries == {}


def test_login_needs_a_keyring(zotero: Desktop) -> None:
    assert "at each run" in run("login", fails=3).output
    assert not [path for _, path in zotero.log if "authorize" in path]


@pytest.mark.usefixtures("zotero")
def test_doctor_tells_whether_zotero_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    run("sync")
    output = run("doctor").output
    assert "library: the Zotero on this computer, says zotsync.toml" in output
    assert "Zotero: it answers on this computer" in output
    assert "as it stands" in output
    monkeypatch.setenv("ZOTERO_DESKTOP_URL", "http://127.0.0.1:9")
    assert "start it, and allow it in its settings" in run("doctor", fails=1).output
    assert "start it" in run("sync", fails=4).output


def test_doctor_and_login_tell_an_old_zotero(old_zotero: Desktop) -> None:
    assert "Zotero 10" in run("doctor").output
    assert "Zotero 10" in run("login", fails=4).output
    assert old_zotero.written() == 0


@pytest.mark.parametrize("url", ["https://zotero.example", "http://zotero.example:23119", "127.0.0.1:23119"])
def test_an_address_elsewhere_is_no_zotero_on_this_computer(
    zotero: Desktop, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ZOTERO_DESKTOP_URL", url)
    assert "on this computer" in run("sync", fails=3).output
    assert zotero.log == []


def test_a_group_of_this_zotero_is_a_library_of_its_own(zotero: Desktop) -> None:
    zotero.shelves["groups/7"] = type(zotero.mine)()
    run("sync", "--library", "desktop:group:7")

    assert len(zotero.shelves["groups/7"].items) == 3
    assert zotero.mine.items == {}
    assert "has no group 8" in run("sync", "--library", "desktop:group:8", fails=4).output
    run("sync", "--library", "desktop:7", fails=2)
