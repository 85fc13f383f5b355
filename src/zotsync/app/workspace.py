"""A workspace: the folder with `zotsync.toml`, and where everything in it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..adapters import files
from ..codecs import config as config_codec
from ..codecs import lock as lock_codec
from ..codecs.config import Config
from ..codecs.foreign import FOREIGN
from ..core.near import did_you_mean
from ..core.topics import show_path
from ..errors import ConfigError, InputError
from ..model import Decisions, Finding, Lock, SeedList, Work

if TYPE_CHECKING:
    from ..core.catalogue import Catalogue

__all__ = ["CONFIG", "Workspace", "open_workspace"]

CONFIG = "zotsync.toml"
_OR_TAKE_OUT = "mend the name, or take it out"


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
        return (f"{self.note_folder}/**/*.md",)

    @property
    def note_folder(self) -> str:
        """Relative to the workspace."""
        return self.config.notes.file.rpartition("/")[0]

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
        return tuple(map(self.shown, (*own, *self.list_files(), *self.foreign_files())))

    @property
    def inbox(self) -> Path:
        """The list of what others add in Zotero."""
        return self.root / self.config.inbox

    def list_files(self) -> tuple[Path, ...]:
        """The lists, the inbox last: what people listed themselves goes before it."""
        found = [path for path in files.matching(self.root, self.config.seeds) if path != self.inbox]
        return (*found, *([self.inbox] if self.inbox.is_file() else []))

    def foreign_files(self) -> tuple[Path, ...]:
        """Files among the lists in a format of another program that is not read."""
        folders = dict.fromkeys(pattern.rpartition("/")[0] for pattern in self.config.seeds)
        beside = files.matching(self.root, (f"{one}/*" for one in folders if one and "*" not in one))
        return tuple(one for one in beside if one.suffix.lower() in FOREIGN and not self.would_list(one))

    def would_list(self, path: Path) -> bool:
        """Whether a file at this place is, or would be, one of the lists."""
        root = self.root.resolve()
        return path.is_relative_to(root) and any(
            path.relative_to(root).match(pattern) for pattern in (*self.config.seeds, self.config.inbox)
        )

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
        # Here and not above, as below: a run that finds nothing changed reads no list.
        from ..codecs import seedlist

        options = self.config.options(name)
        return seedlist.read(text, name, seedlist.ReadOptions(options.skip, options.title))

    def list_texts(self) -> tuple[dict[str, str], tuple[Finding, ...]]:
        """By file name, the text of every list that can be read. Raises as `read_lists`."""
        from ..codecs import seedlist

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

    def not_lists(self) -> Iterator[Finding]:
        """Files that somebody put among the lists, and that nothing reads."""
        for path in self.foreign_files():
            message = f"not read: {FOREIGN[path.suffix.lower()]}"
            yield Finding("foreign-file", self.shown(path), message)

    def unknown_names(self, lists: Sequence[SeedList]) -> Iterator[Finding]:
        """Names in `zotsync.toml` that name nothing, as far as the lists could be read."""
        files = {path.name for path in self.list_files()}
        paths = {
            heading.path[:length]
            for seed_list in lists
            if seed_list.name != self.inbox.name
            for heading in seed_list.headings
            for length in range(1, len(heading.path) + 1)
        }
        for path in self.config.topics:
            if path not in paths and len(lists) == len(files):
                hint = did_you_mean(show_path(path), map(show_path, paths), _OR_TAKE_OUT)
                message = f"[topics] renames {show_path(path)!r}, which is no heading of any list; {hint}"
                yield Finding("unknown-name", CONFIG, message)
        for name, options in self.config.lists.items():
            if name == self.inbox.name and options.root:
                message = (
                    f'root in [lists."{name}"] does nothing: the headings of the inbox are topics already'
                )
                yield Finding("unknown-name", CONFIG, message)
            elif name not in {*files, self.inbox.name}:
                hint = did_you_mean(name, files, _OR_TAKE_OUT)
                message = f'[lists."{name}"] is about a list that is not there; {hint}'
                yield Finding("unknown-name", CONFIG, message)

    def read_lock(self) -> Lock:
        return lock_codec.read(self.lock_text())

    def lock_text(self) -> str:
        return files.read_text(self.lock_file) or ""

    def catalogue(
        self, lists: Sequence[SeedList], lock: Lock, own: Mapping[str, Work] | None = None
    ) -> Catalogue:
        """What lists and lock say together; the last build tells which headings were renamed since."""
        from ..core.catalogue import TopicNames, compile_catalogue
        from .topic_files import LastBuild

        roots = {one.name: self.config.options(one.name).root for one in lists}
        names = TopicNames(self.config.topics, roots, frozenset([self.inbox.name]))
        # Only decisions and the inbox speak of topics of before.
        is_asked = lock.decisions != Decisions() or self.inbox.is_file()
        before = LastBuild(self.root) if is_asked else None
        return compile_catalogue(lists, lock, names, self.config.citekey, own, before)


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
