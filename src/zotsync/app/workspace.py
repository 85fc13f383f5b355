"""A workspace: the folder with `zotsync.toml`, and where everything in it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..adapters import files
from ..codecs import config as config_codec
from ..codecs import lock as lock_codec
from ..codecs import seedlist
from ..codecs.config import Config
from ..core.catalogue import Catalogue, TopicNames, compile_catalogue
from ..errors import ConfigError, InputError
from ..model import Finding, Lock, SeedList, Work

__all__ = ["CONFIG", "Workspace", "open_workspace"]

CONFIG = "zotsync.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a group keeps its lists, its .bib files and its notes."""

    root: Path
    config: Config

    @property
    def lock_file(self) -> Path:
        return self.root / "zotsync.lock"

    @property
    def library_bib(self) -> Path:
        """The home of the metadata."""
        return self.root / "bib" / "library.bib"

    def topic_bib(self, stem: str) -> Path:
        return self.root / "bib" / f"{stem}.bib"

    def note_name(self, stem: str) -> str:
        """Relative to the workspace."""
        return self.config.notes.file.replace("{citekey}", stem)

    @property
    def note_globs(self) -> tuple[str, ...]:
        """Where notes are looked for: the folder of new ones and all below it."""
        folder = self.config.notes.file.rpartition("/")[0]
        return (f"{folder}/**/*.md",)

    @property
    def state_folder(self) -> Path:
        """What belongs to this clone alone: never committed. All but an embedded library can be made again."""
        return self.root / ".zotsync"

    def shown(self, path: Path) -> str:
        """A path as a person reads it: relative to the workspace."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def inputs(self) -> tuple[str, ...]:
        """What a build is made from, relative to the workspace; notes are read too, and made from themselves."""
        own = (self.root / CONFIG, self.lock_file, self.library_bib)
        return tuple(map(self.shown, (*own, *self.list_files())))

    @property
    def inbox(self) -> Path:
        """The list of what others add in Zotero."""
        return self.root / self.config.inbox

    def list_files(self) -> tuple[Path, ...]:
        """The lists, the inbox last: what people listed themselves goes before it."""
        found = [path for path in files.matching(self.root, self.config.seeds) if path != self.inbox]
        return (*found, *([self.inbox] if self.inbox.is_file() else []))

    def read_lists(self) -> tuple[tuple[SeedList, ...], tuple[Finding, ...]]:
        """
        Every list that can be read, in order; one that cannot be is a finding.

        Raises:
            ConfigError: two lists have one file name (the lock tells entries by it).
        """
        texts, findings = self.list_texts()
        return tuple(self.read_list(text, name) for name, text in texts.items()), findings

    def read_list(self, text: str, name: str) -> SeedList:
        """One list, read as `zotsync.toml` says."""
        options = self.config.options(name)
        return seedlist.read(text, name, seedlist.ReadOptions(options.skip, options.title))

    def list_texts(self) -> tuple[dict[str, str], tuple[Finding, ...]]:
        """By file name, the text of every list that can be read. Raises as `read_lists`."""
        texts: dict[str, str] = {}
        findings: list[Finding] = []
        seen: dict[str, Path] = {}
        for path in self.list_files():
            if path.name in seen:
                raise ConfigError(
                    f"{CONFIG}: two lists are named {path.name} ({self.shown(seen[path.name])} and "
                    f"{self.shown(path)}); rename one, entries are told by the file name of their list"
                )
            seen[path.name] = path
            try:
                texts[path.name] = seedlist.decode(files.read_bytes(path), self.shown(path))
            except InputError as error:
                findings.append(Finding("unreadable-list", self.shown(path), str(error), "error"))
        return texts, tuple(findings)

    def read_lock(self) -> Lock:
        return lock_codec.read(self.lock_text())

    def lock_text(self) -> str:
        return files.read_text(self.lock_file) or ""

    def catalogue(
        self, lists: Sequence[SeedList], lock: Lock, own: Mapping[str, Work] | None = None
    ) -> Catalogue:
        names = TopicNames(
            self.config.topics, {one.name: self.config.options(one.name).root for one in lists}
        )
        return compile_catalogue(lists, lock, names, self.config.citekey, own)


def open_workspace(start: Path | str = ".") -> Workspace:
    """
    The workspace at or above a folder.

    Raises:
        ConfigError: there is none, or its `zotsync.toml` is not usable.
    """
    start = Path(start)
    if not start.is_dir():
        raise ConfigError(f"{start}: no such folder")
    root = files.find_upwards(start, CONFIG)
    if root is None:
        raise ConfigError(
            f"{start}: no {CONFIG} here or in a folder above; run `zotsync init` in the folder to use"
        )
    return Workspace(root, config_codec.read(files.read_text(root / CONFIG) or "", CONFIG))
