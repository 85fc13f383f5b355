"""
Packages of npm for tests, installed once from a `package-lock.json`, into a cache folder outside the tree.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

__all__ = ["NotInstalled", "installed"]

_MANIFEST = ("package.json", "package-lock.json")


class NotInstalled(Exception):
    """The packages cannot be had on this machine; says why in one clause."""


def installed(manifest: Path, name: str) -> Path:
    """
    The folder that holds the packages; installs them where they are not there yet.

    Args:
        manifest: the folder with `package.json` and `package-lock.json`.
        name: what the packages are for, in the name of the folder.

    Raises:
        NotInstalled: there is no npm, or it failed.
    """
    told = b"".join((manifest / one).read_bytes() for one in _MANIFEST)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zotsync-tests"
    folder = cache / f"{name}-{hashlib.sha256(told).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None or os.name != "posix":
        raise NotInstalled("npm is not installed" if npm is None else "it is run on Linux and macOS only")
    import fcntl

    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"lock-{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one test run install once
        if not folder.is_dir():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            for one in _MANIFEST:
                shutil.copyfile(manifest / one, part / one)
            # Not `npm ci`: it insists on the packages of every platform, which not every mirror has.
            done = subprocess.run(
                [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                cwd=part,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise NotInstalled(f"npm could not install it: {done.stderr.strip()[-500:]}")
            part.rename(folder)
    return folder
