"""
Doctor: whether all is well, one fact a line, each with the next step; nothing is written.

A check is a function from a `Case` to what it found, and a line in `CHECKS`. What it raises on purpose is
found to be a problem, under its name, and the rest goes on; a check that cannot say anything (no network, no
key) finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from ..adapters import files, secrets
from ..adapters.credentials import Place, key_of, place
from ..adapters.desktop import DesktopLibrary
from ..adapters.embedded import EmbeddedLibrary
from ..adapters.server import About, Server
from ..adapters.state import State
from ..adapters.web import Courier, WebLibrary
from ..codecs.zotero.rights import Rights
from ..core.counts import plural
from ..core.tree import note_id, shown, topic_id, work_id
from ..errors import ZotsyncError
from . import desktop
from .beside import is_beside
from .build import GENERATED, build_holdings
from .choice import DESKTOP, chosen_library
from .holdings import Holdings, gather
from .workspace import CONFIG, Workspace, open_workspace

__all__ = ["CHECKS", "Diagnosis", "diagnose"]

Outcome = Literal["ok", "warning", "problem"]

FAST_OR_SLOW = timedelta(minutes=5)
"""How far a clock may be off: certificates, and the times that others see, go by it."""
_NAMED = 3
"""How many names stand in one line."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check found."""

    check: str
    outcome: Outcome
    message: str
    next: str = ""
    """The next step, where there is one that the message does not say."""


class Case:
    """What the checks look at, each part of it looked up once."""

    def __init__(
        self,
        workspace: Workspace,
        environment: Mapping[str, str],
        which: str | None,
        now: Callable[[], datetime],
    ) -> None:
        self.workspace = workspace
        self.environment = environment
        self.which = which
        self.now = now
        self.key = ""
        """The key; empty where there is none."""
        self.about: About | None = None
        """What the server said of itself; `None` where it did not answer."""
        self.answers = False
        """Whether the Zotero on this computer answered."""
        self.rights: Rights | None = None
        """What the key may do; `None` where that is not known."""

    @cached_property
    def holdings(self) -> Holdings | None:
        """What the workspace holds; `None` where it cannot be read (`files_` says why)."""
        try:
            return gather(self.workspace)
        except ZotsyncError:
            return None

    @cached_property
    def chosen(self) -> tuple[str, str]:
        """Type and number of the library."""
        return chosen_library(self.workspace.config, self.environment, self.which)

    @cached_property
    def place(self) -> Place | None:
        """The library on a server; `None` for another kind, or where none is named well."""
        try:
            return None if self.chosen[0] in ("embedded", DESKTOP) else place(self.environment, *self.chosen)
        except ZotsyncError:
            return None

    def desktop(self) -> DesktopLibrary:
        return desktop.library(self.environment, self.chosen[1])

    def web(self, found: Place) -> WebLibrary:
        return WebLibrary(found.url, found.library_type, found.library_id, self.key)

    @property
    def embedded_file(self) -> Path:
        return self.workspace.state_folder / "library.sqlite"


def diagnose(
    start: Path | str,
    environment: Mapping[str, str],
    which: str | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Diagnosis, ...]:
    """
    Look at everything that a sync needs.

    Args:
        start: a folder in the workspace.
        environment: where ZOTERO_API_KEY and its like are looked up.
        which: as `chosen_library` has it, before what environment and configuration say.

    Returns:
        One diagnosis or more for each check that can say something, in the order of `CHECKS`; without a
        usable workspace that alone.

    Raises:
        UsageError: `which` is something else.
    """
    try:
        case = Case(open_workspace(start), environment, which, now)
    except ZotsyncError as error:
        return (Diagnosis("configuration", "problem", str(error)),)
    chosen_library(case.workspace.config, environment, which)
    found: list[Diagnosis] = []
    for name, check in CHECKS.items():
        try:
            found += (Diagnosis(name, *one) for one in check(case))
        except ZotsyncError as error:
            found.append(Diagnosis(name, "problem", str(error)))
    return tuple(found)


Found = Iterator[tuple[Outcome, str] | tuple[Outcome, str, str]]
"""(outcome, message) or (outcome, message, next step)."""


# --- the workspace ----------------------------------------------------------------------------------------


def configuration(case: Case) -> Found:
    yield "ok", f"{CONFIG} in {case.workspace.root}"


def lists(case: Case) -> Found:
    read, findings = case.workspace.read_lists()
    for one in findings:
        yield "problem", one.message
    if read:
        yield "ok", f"{plural(len(read), 'list')}, {plural(sum(len(one.entries) for one in read), 'entry')}"
    elif not findings:
        yield "warning", f"no file matches seeds in {CONFIG}", "put a reading list into seeds/"


def lock(case: Case) -> Found:
    read = case.workspace.read_lock()
    if not case.workspace.lock_file.exists():
        yield "warning", "zotsync.lock is not there, so no citation key is pinned yet", "run zotsync build"
    else:
        yield "ok", f"zotsync.lock pins {plural(len(read.records), 'work')}"


def files_(case: Case) -> Found:
    holdings = case.holdings or gather(case.workspace)
    if holdings.unread:
        return  # the lists say so; without them nothing is built
    report = build_holdings(holdings, dry_run=True)
    for one in report.findings:
        if one not in holdings.findings or one in holdings.bib_findings:
            yield "warning", f"{one.where}: {one.message}", "zotsync check shows all"
    to_do = len(report.written) + len(report.removed)
    if to_do:
        yield (
            "warning",
            f"{plural(to_do, 'file')} of bib/ and notes/ to bring up to date",
            "run zotsync build",
        )
    else:
        yield "ok", "bib/ and notes/ are up to date"


def orphans(case: Case) -> Found:
    holdings, root = case.holdings, case.workspace.root
    if holdings is None or holdings.unread:
        return
    notes = [one for one in holdings.notebook.strangers if not is_beside(one)]
    notes += [path for key, path in holdings.notebook.paths.items() if key not in holdings.works]
    if notes:
        yield (
            "warning",
            f"{plural(len(notes), 'note')} without a work in the lists: {_names(notes)}",
            "list the work again, or move or delete the file",
        )
    foreign = [
        case.workspace.shown(path)
        for path in files.matching(root, ["bib/*.bib"])
        if path != case.workspace.library_bib and not files.read_bytes(path).startswith(GENERATED.encode())
    ]
    if foreign:
        yield (
            "warning",
            f"{plural(len(foreign), 'file')} in bib/ not made by zotsync, and left alone: {_names(foreign)}",
            "move it elsewhere if a topic is to have its name",
        )
    if not notes and not foreign:
        yield "ok", "every note has its work, every file in bib/ its topic"


# --- the library ------------------------------------------------------------------------------------------


def library(case: Case) -> Found:
    kind, number = case.chosen
    if kind == "embedded":
        yield "ok", "the embedded one, in .zotsync/; zotsync login names one of Zotero"
        return
    if kind == DESKTOP:
        name = desktop.words(number)
    else:
        found = place(case.environment, kind, number)
        name = f"{found.library_type} {found.library_id} of {found.url}"
    if case.which:
        said = "--library"
    elif case.environment.get("ZOTERO_LIBRARY_ID") or case.environment.get("ZOTERO_LIBRARY_TYPE"):
        said = "the environment"
    else:
        said = CONFIG
    yield "ok", f"{name}, says {said}"


def embedded_library(case: Case) -> Found:
    if case.chosen[0] != "embedded":
        return
    if not case.embedded_file.exists():
        yield "ok", "not made yet; the first sync makes it"
        return
    with EmbeddedLibrary(case.embedded_file) as opened:
        held = opened.snapshot()
        assert held is not None, "asked for everything"
        items, collections = plural(len(held.items), "item"), plural(len(held.collections), "collection")
        yield "ok", f"{items} in {collections}, at version {held.version}"


def zotero(case: Case) -> Found:
    """The Zotero on this computer: whether it answers, can be written to, and was told that it may."""
    if case.chosen[0] != DESKTOP:
        return
    with case.desktop() as opened:
        obstacle = opened.write_obstacle
        case.answers = True
        yield "ok", "it answers on this computer"
        if obstacle:
            yield "warning", obstacle
        elif desktop.has_consent(opened):
            yield "ok", "it was told that zotsync may write"
        else:
            yield (
                "ok",
                "it asks you before the first write",
                "zotsync login --library desktop settles it for good",
            )


def key(case: Case) -> Found:
    if case.place is None:
        return
    case.key, source = key_of(case.place, case.environment, secrets.recall)
    if source:
        yield "ok", f"from {source}"
    else:
        yield "problem", f"there is none for {case.place.library}", "run zotsync login, or set ZOTERO_API_KEY"


def server(case: Case) -> Found:
    if case.place is None:
        return
    with Courier() as client:
        case.about = Server(case.place.url, client).about()
    about = case.about
    told = [f"API {about.api}" if about.api else "", f"schema {about.schema}" if about.schema else ""]
    yield "ok", ", ".join([f"{case.place.url} answers", *filter(None, told)])
    if "citationKey" not in about.item_fields:
        yield "warning", "it has no field Citation Key yet: the keys of works are written into Extra"


def clock(case: Case) -> Found:
    if case.about is None or case.about.time is None:
        return
    off = case.now() - case.about.time
    if abs(off) > FAST_OR_SLOW:
        minutes = round(abs(off) / timedelta(minutes=1))
        way = "ahead of" if off > timedelta() else "behind"
        yield "warning", f"{plural(minutes, 'minute')} {way} the server's", "set the time of this computer"
    else:
        yield "ok", "as the server's"


def rights(case: Case) -> Found:
    if case.place is None or case.about is None or not case.key:
        return
    with case.web(case.place) as opened:
        case.rights = opened.rights()
    what = "the personal library" if case.place.library_type == "user" else f"group {case.place.library_id}"
    if case.rights.write:
        yield "ok", f"the key may read and write {what}"
    else:
        yield ("warning" if case.rights.read else "problem"), case.rights.why


def clone(case: Case) -> Found:
    """What this clone remembers of the library, and how far both have gone on since."""
    if case.chosen[0] == DESKTOP and not case.answers:
        return
    name = _state_name(case)
    file = case.workspace.state_folder / "state.sqlite"
    if not name or not file.exists():
        yield "ok", "never synced with this library", "zotsync sync --dry-run shows what a sync would do"
        return
    with State(file, name) as state:
        version, digest, keys = state.version, state.digest, state.keys()
    if not version:
        yield "ok", "never synced with this library", "zotsync sync --dry-run shows what a sync would do"
        return
    now = _library_version(case)
    if now is not None and now < version:
        yield (
            "problem",
            f"the library stands at version {now}, before {version} where this clone saw it: it was restored, or "
            "is another one",
            "look at zotsync sync --dry-run before anything is written",
        )
    elif now is not None and now > version:
        yield (
            "warning",
            f"{plural(now - version, 'version')} behind the library ({version} of {now})",
            "run zotsync sync",
        )
    else:
        yield "ok", f"at version {version} of the library" + (", as it stands" if now else "")
    holdings = case.holdings
    if holdings is None or holdings.unread:
        return
    if digest != holdings.stamp:
        yield (
            "warning",
            "the workspace holds what is not in the library yet",
            "zotsync sync --dry-run shows it",
        )
    listed = {topic_id(topic.path) for topic in holdings.catalogue.topics}
    listed |= {make(work) for make in (work_id, note_id) for work in holdings.works}
    gone = [shown(one) for one in sorted(keys.keys() - listed)]
    if gone:
        yield (
            "warning",
            f"{plural(len(gone), 'object')} in Zotero of what no list names any more: {_names(gone)}",
            "delete there what you do not want, or list it again",
        )


def _state_name(case: Case) -> str:
    """Under which name this clone remembers the library; empty where there is none yet."""
    if case.place is not None:
        return case.web(case.place).id
    if case.answers:
        with case.desktop() as local:
            return local.id
    if case.chosen[0] != "embedded" or not case.embedded_file.exists():
        return ""
    with EmbeddedLibrary(case.embedded_file) as opened:
        return opened.id


def _library_version(case: Case) -> int | None:
    """Where the library stands now; `None` where it cannot be asked."""
    if case.answers:
        with case.desktop() as local:
            return local.version()
    if case.place is None:
        with EmbeddedLibrary(case.embedded_file) as opened:
            held = opened.snapshot()
            return held.version if held else None
    if case.rights is None or not case.rights.read:
        return None
    with case.web(case.place) as web:
        return web.version()


# --- all of them ------------------------------------------------------------------------------------------

CHECKS: dict[str, Callable[[Case], Found]] = {
    "configuration": configuration,
    "lists": lists,
    "lock": lock,
    "files": files_,
    "orphans": orphans,
    "library": library,
    "embedded library": embedded_library,
    "Zotero": zotero,
    "key": key,
    "server": server,
    "clock": clock,
    "rights": rights,
    "clone": clone,
}
"""Name -> check, in the order in which they are made: later ones go by what earlier ones found."""


def _names(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
