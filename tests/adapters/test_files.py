"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from zotsync.adapters import files
from zotsync.errors import InputError


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.txt"

    assert files.write(path, "文\n")
    assert not files.write(path, "文\n")
    assert path.read_bytes() == "文\n".encode()
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    files.write(path, "new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        files.write(path, "new")

    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["file.txt"]


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "file.bib"
    path.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(InputError, match=r"file\.bib:2: not UTF-8"):
        files.read_text(path)


def test_stamps_change_with_the_file_and_leave_out_what_is_not_there(tmp_path: Path) -> None:
    files.write(tmp_path / "notes" / "a.md", "a")
    before = files.stamps(tmp_path, ["notes/a.md", "notes/b.md", "nowhere/c.md"])
    files.write(tmp_path / "notes" / "a.md", "b")

    assert set(before) == {"notes/a.md"}
    assert files.stamps(tmp_path, before) != before


def test_what_a_killed_run_had_begun_to_write_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    program = """if True:
        import os, sys
        from pathlib import Path
        from zotsync.adapters import files
        root = Path(sys.argv[1])
        Path.replace = lambda *_: os._exit(9)
        with files.exclusive(root / ".zotsync" / "lock"):
            files.write(root / "notes" / "one.md", "text")
    """
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    (left,) = (tmp_path / "notes").iterdir()
    own = left.with_name(".mine.new")
    own.touch()
    with files.exclusive(tmp_path / ".zotsync" / "lock"):
        pass

    assert killed.returncode == 9
    assert list((tmp_path / "notes").iterdir()) == [own]


def test_two_runs_in_one_workspace_are_kept_apart(tmp_path: Path) -> None:
    lock = tmp_path / ".zotsync" / "lock"
    with files.exclusive(lock), pytest.raises(InputError, match="another zotsync"), files.exclusive(lock):
        pass
    with files.exclusive(lock):
        assert lock.exists()


@pytest.mark.parametrize("step", ["mkdir", "open"])
@pytest.mark.parametrize("reason", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_workspace_without_the_right_to_write_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, reason: int
) -> None:
    lock = tmp_path / ".zotsync" / "lock"

    def refuse(path: Path, *_: object, **_named: object) -> None:
        raise OSError(reason, os.strerror(reason), str(path))

    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(InputError) as error, files.exclusive(lock):
        pass

    assert str(error.value) == (
        f"{lock}: cannot be written ({os.strerror(reason)}); "
        f"get the right to write in {tmp_path}, or work in a copy of it"
    )


def test_a_lock_that_cannot_be_made_for_another_reason_is_told_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".zotsync").write_text("a file", encoding="utf-8")
    lock = tmp_path / ".zotsync" / "lock"

    with pytest.raises(InputError, match=r"lock: cannot be written \([^)]*\)$"), files.exclusive(lock):
        pass
