"""Files of a workspace: read with a clear word, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from ..errors import InputError

__all__ = [
    "chunks",
    "exclusive",
    "find_upwards",
    "matching",
    "read_bytes",
    "read_text",
    "remove",
    "stamps",
    "write",
]


_CHUNK = 1 << 20


def find_upwards(start: Path, name: str) -> Path | None:
    """The nearest folder at or above `start` that holds a file of this name."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / name).is_file()), None)


def matching(root: Path, globs: Iterable[str]) -> tuple[Path, ...]:
    """Files that match, each once: in the order of the globs, by name within one."""
    found: dict[Path, None] = {}
    for pattern in globs:
        try:
            paths = sorted(root.glob(pattern), key=lambda path: path.parts)  # paths themselves compare slowly
        except (ValueError, NotImplementedError) as error:
            raise InputError(
                f"zotsync.toml: the pattern {pattern!r} in seeds is not usable: {error}"
            ) from None
        found.update(dict.fromkeys(path for path in paths if path.is_file()))
    return tuple(found)


def read_bytes(path: Path) -> bytes:
    """
    Raises:
        InputError: it is not there, is a folder, or may not be read.
    """
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise InputError(f"{path}: this is a folder; name the files in it") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def chunks(path: Path, progress: Callable[[int], None] = lambda _: None) -> Iterator[bytes]:
    """
    The bytes of a file, which may be larger than memory; a `.gz` is unpacked.

    Args:
        progress: called with the bytes of the file that were read so far.

    Raises:
        InputError: it is not there, may not be read, or is cut.
    """
    try:
        with path.open("rb") as file:
            source = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
            while chunk := source.read(_CHUNK):
                yield chunk
                progress(file.tell())
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({reason})") from None


def read_text(path: Path) -> str | None:
    """
    The text with line ends and byte order mark as they are, or `None` where there is no file.

    Raises:
        InputError: it is not UTF-8 or may not be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not UTF-8; save the file as UTF-8 and run again") from None


def write(path: Path, content: str | bytes) -> bool:
    """
    Put the content into the file if it does not hold it already; true if it was written.

    A reader sees the old file or the new one, never a part: it goes to a file beside it first, which
    then takes its name. A new file gets the mode that the umask gives, one that is replaced keeps its own,
    and a link stays a link.

    Raises:
        InputError: the folder is not writable, the disk is full.
    """
    data = content if isinstance(content, bytes) else content.encode()
    try:
        if _held(path) == data:
            return False
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    _put(path, data)
    return True


def _put(path: Path, data: bytes) -> None:
    if path.is_symlink():
        path = path.resolve()
    part = path.with_name(_part_name(path.name, os.getpid()))
    try:
        try:
            with os.fdopen(_created(part), "wb") as file:
                with contextlib.suppress(FileNotFoundError):
                    part.chmod(path.stat().st_mode & 0o777)
                file.write(data)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def update(path: Path, old: str | bytes | None, new: str | bytes | None) -> bool:
    """
    Bring a file from what was read to something new; true if it was written.

    Args:
        old: what was read; `None` where there was no file. Text is UTF-8.
        new: `None`: the file goes.

    Raises:
        InputError: somebody changed the file since, or it cannot be written.
    """
    if old == new:
        return False
    old = old.encode() if isinstance(old, str) else old
    new = new.encode() if isinstance(new, str) else new
    try:
        held = _held(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if held != old:
        if held == new:
            return False
        raise InputError(f"{path}: changed while zotsync was at work; nothing is lost, run it again")
    if new is None:
        path.unlink()
    else:
        _put(path, new)
    return True


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _created(path: Path) -> int:
    flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666)


def changed(path: Path) -> float | None:
    """When a file was last written, in seconds since 1970; `None` where there is none."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def stamps(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """
    What the file system says of files (times of change and size); those that are not there are left out.

    One listing per folder, so that 10,000 notes cost 30 ms.
    """
    wanted: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        wanted.setdefault(folder, set()).add(name)
    found: dict[str, str] = {}
    for folder, names in wanted.items():
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    if entry.name in names:
                        status = entry.stat()
                        stamp = f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"
                        found[f"{folder}/{entry.name}" if folder else entry.name] = stamp
        except OSError:
            continue
    return found


def move(path: Path, to: Path) -> None:
    """
    Give a file another name.

    Raises:
        InputError: there is one of that name, or it cannot be done.
    """
    if to.exists() and not to.samefile(path):
        raise InputError(f"{to}: is in the way of {path.name}; move one of them")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.rename(to)
    except OSError as error:
        raise InputError(f"{path}: cannot be renamed to {to.name} ({error.strerror})") from None


def remove(path: Path) -> None:
    """Take a file away that zotsync made; no error if it is gone."""
    path.unlink(missing_ok=True)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """
    Keep two runs in one workspace apart, and clear away what a run that was killed had begun to write.

    Args:
        path: the lock, in a folder of the workspace. As long as a run is at work it holds the run's number.

    Raises:
        InputError: another run holds the lock, or there is no right to write. The system frees the lock when a
            process ends, however it ends.
    """
    with _opened_lock(path) as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise InputError(
                f"another zotsync is at work in {path.parent.parent}; wait for it to end"
            ) from None
        file.seek(0)
        if (killed := file.read()).isdigit():
            for part in path.parent.parent.rglob(_part_name("*", killed)):
                part.unlink(missing_ok=True)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _opened_lock(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        folder = path.parent.parent
        advice = f"; get the right to write in {folder}, or work in a copy of it"
        is_refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        raise InputError(
            f"{path}: cannot be written ({error.strerror}){advice if is_refused else ''}"
        ) from None


def _part_name(name: str, process: int | str) -> str:
    """Of the file beside another that takes its name once it is whole."""
    return f".{name}.{process}.new"


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
