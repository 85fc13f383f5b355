"""
What a plan says about the workspace, done: edits made in Zotero go into lock, library.bib and inbox.

The lock goes first: a work whose record is there and whose line is not (a run that was cut) is found again by
its citation key; a line without its record would be another work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..adapters import files
from ..codecs import bibtex, inbox, zotero
from ..codecs import lock as lock_codec
from ..core.actions import Adopt, Drop, Here, Pull, Revive
from ..core.aliases import without_own
from ..core.merge import TEXT
from ..core.topics import TopicPath, show_path
from ..core.tree import Base, Mirror, citekey_of, path_of
from ..model import Decisions, Finding, Identification, Lock, Place, Record, Work
from .citing import citing
from .holdings import Holdings
from .mirror import UNVERIFIED
from .note_edits import NoteEdits

__all__ = ["Taken", "take"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of edits that were made in Zotero."""

    written: tuple[str, ...]
    """Paths that changed, relative to the workspace."""
    findings: tuple[Finding, ...]
    """What a list cannot say."""


def take(actions: Iterable[Here], holdings: Holdings, base: Base, remote: Mirror, library: str) -> Taken:
    """
    Write into the workspace what was changed in Zotero.

    Args:
        remote: the library now.
        library: its id.

    Raises:
        InputError: a file was changed meanwhile, or cannot be written.
    """
    edits = _Edits(holdings, base, remote, library)
    for action in actions:
        kind = action.id.partition(":")[0]
        edits.verbs[kind, type(action)](action)
    return edits.write()


class _Edits:
    """The workspace with the edits so far."""

    def __init__(self, holdings: Holdings, base: Base, remote: Mirror, library: str) -> None:
        self.holdings, self.base, self.remote = holdings, base, remote
        self.notes = NoteEdits(holdings, citing(holdings, library, base), remote)
        lock = holdings.catalogue.lock
        self.records = dict(lock.records)
        decisions = lock.decisions
        self.dropped, self.unnoted = set(decisions.dropped), set(decisions.unnoted)
        self.unwritten = set(decisions.unwritten)
        self.uncollected, self.withdrawn = set(decisions.uncollected), set(decisions.withdrawn)
        self.untagged, self.places = set(decisions.untagged), dict(decisions.places)
        self.moved: dict[str, tuple[Work, Work]] = {}
        self.added: list[tuple[TopicPath, Work]] = []
        self.removed: list[tuple[TopicPath, Work]] = []
        self.headings: list[TopicPath] = []
        self.verbs: Mapping[tuple[str, type], Callable[[Any], None]] = {
            ("work", Pull): self.edited_work,
            ("work", Adopt): self.new_work,
            ("work", Drop): self.dropped_work,
            ("work", Revive): lambda one: self.dropped.discard(_key(one)),
            ("note", Pull): lambda _: None,  # each side keeps its text
            ("note", Drop): lambda one: self.unnoted.add(_key(one)),
            ("note", Revive): lambda one: self.unnoted.discard(_key(one)),
            ("prose", Pull): self.edited_note,
            ("prose", Adopt): lambda one: self.notes.prose(_key(one), one.data["note"]),
            ("prose", Drop): lambda one: self.unwritten.add(_key(one)),
            ("prose", Revive): lambda one: self.unwritten.discard(_key(one)),
            ("child", Pull): self.edited_note,
            ("child", Adopt): lambda one: self.notes.child(_key(one), one.key, one.data["note"]),
            ("child", Drop): lambda one: self.notes.child(_key(one), one.key, None),
            ("topic", Pull): self.moved_topic,
            ("topic", Adopt): lambda one: self.headings.append(path_of(one.id)),
            ("topic", Drop): lambda one: self.uncollected.add(path_of(one.id)),
            ("topic", Revive): lambda one: self.uncollected.discard(path_of(one.id)),
        }

    # --- works --------------------------------------------------------------------------------------------

    def edited_work(self, pull: Pull) -> None:
        key = _key(pull)
        work = self.holdings.works[key]
        bond = self.base.bonds.get(pull.id)
        single = {name: one for name, one in pull.after.items() if name not in ("collections", "tags")}
        # What another type has no field for was not taken away by whoever chose it.
        after = zotero.as_type(work, single["itemType"]) if "itemType" in single and not bond else work
        before = bond.remote if bond else zotero.item_data(after)
        after = without_own(zotero.edited(after, before, {**before, **single})) if single else work
        if "creators" in pull.after and not zotero.work_of(self.remote.items[pull.key].data).and_others:
            after = replace(after, and_others=False)  # whose authors are taken, his word on others counts
        if not work.note:
            after = replace(after, note="")  # what people write into Extra is no note for a bibliography
        if "tags" in pull.after:
            after = self._tagged(after, _names(pull.before["tags"]), _names(pull.after["tags"]))
        if after != work:
            self.moved[key] = work, after
        if "extra" in pull.after:
            self.notes.state(key, work, pull.before.get("extra", ""), pull.after["extra"])
        if "collections" in pull.after:
            was, now = pull.before["collections"], pull.after["collections"]
            for topic in (path_of(one) for one in was if one not in now):
                self.withdrawn.add((key, topic))
                self.removed.append((topic, after))
            for topic in (path_of(one) for one in now if one not in was):
                if (key, topic) in self.withdrawn:
                    self.withdrawn.discard((key, topic))
                else:
                    self.added.append((topic, after))

    def _tagged(self, work: Work, was: Sequence[str], now: Sequence[str]) -> Work:
        removed = [one for one in was if one not in now]
        added = [one for one in now if one not in was]
        self.untagged |= {(work.key, one) for one in removed if one not in work.keywords}
        back = [one for one in added if (work.key, one) in self.untagged]
        self.untagged -= {(work.key, one) for one in back}
        new = [one for one in added if one not in back and one not in work.keywords and "," not in one]
        return replace(work, keywords=(*(one for one in work.keywords if one not in removed), *new))

    def new_work(self, adopted: Adopt) -> None:
        key = _key(adopted)
        if key in self.dropped:
            self.dropped.discard(key)
            return
        if key not in self.records and key not in self.holdings.edits:
            work = replace(zotero.work_of(adopted.data), key=key, note="")
            tags = [one["tag"] for one in adopted.data.get("tags", ()) if zotero.reading.is_ours("tags", one)]
            tags = [one for one in tags if one != UNVERIFIED]
            work = replace(work, keywords=tuple(one for one in tags if "," not in one))
            self.records[key] = Record(work, sources=("Zotero",))
            self.notes.state(key, work, "", adopted.data.get("extra", ""))
        work = self.holdings.edits[key] if key in self.holdings.edits else self.records[key].work
        self.added += ((path_of(one), work) for one in adopted.data["collections"])

    def dropped_work(self, drop: Drop) -> None:
        key = _key(drop)
        self.dropped.add(key)
        self.removed += ((topic, self.holdings.works[key]) for topic in self.holdings.topics_of.get(key, ()))

    # --- notes --------------------------------------------------------------------------------------------

    def edited_note(self, pull: Pull) -> None:
        """Its text; a note that was moved to another item stays in the file where it is."""
        if TEXT not in pull.after:
            return
        if pull.id.startswith("prose:"):
            self.notes.prose(_key(pull), pull.after[TEXT])
        else:
            self.notes.child(_key(pull), pull.key, pull.after[TEXT])

    # --- topics -------------------------------------------------------------------------------------------

    def moved_topic(self, pull: Pull) -> None:
        path = path_of(pull.id)
        own = Place(path[-1], path[:-1])
        place = self.places.get(path, own)
        if "name" in pull.after:
            place = replace(place, name=pull.after["name"])
        if "parentCollection" in pull.after:
            parent = pull.after["parentCollection"] or ""
            inside = path_of(parent) if ":" in parent else parent or ()
            place = replace(place, parent=inside)
        if place == own:
            self.places.pop(path, None)
        else:
            self.places[path] = place

    # --- files --------------------------------------------------------------------------------------------

    def write(self) -> Taken:
        holdings, workspace = self.holdings, self.holdings.workspace
        old_inbox = files.read_text(workspace.inbox)
        text = inbox.remove(old_inbox or "", self.removed)
        for heading in self.headings:
            text = inbox.topic(text, heading)
        text, left = inbox.add(text, self.added)
        for _, work in left:
            if work.key not in holdings.catalogue.lock.records:
                self.records.pop(work.key, None)
        name = workspace.inbox.name
        new = (
            Identification(name, *inbox.named(work), work.key, "added in Zotero", 1.0)
            for topic, work in self.added
            if (topic, work) not in left
        )
        identifications = (*holdings.catalogue.lock.identifications, *new)
        decisions = Decisions(
            frozenset(self.dropped),
            frozenset(self.unnoted),
            frozenset(self.unwritten),
            frozenset(self.uncollected),
            frozenset(self.withdrawn),
            frozenset(self.untagged),
            self.places,
        )
        lock = lock_codec.write(Lock(self.records, tuple(dict.fromkeys(identifications)), decisions))
        known = {key: record.work for key, record in self.records.items()}
        # What an entry cannot say shows as still to be pulled, when the plan is made again.
        bib, _ = bibtex.library.amend(holdings.library_text, self.moved, known, names=holdings.names)
        written = []
        for path, old, now in (
            (workspace.lock_file, holdings.lock_becomes, lock),
            (workspace.library_bib, holdings.library_text, bib),
            (workspace.inbox, old_inbox, text),
        ):
            if now and files.update(path, old, now):
                written.append(workspace.shown(path))
        written += self.notes.write()
        where = workspace.shown(workspace.inbox)
        findings = (
            Finding(
                "not-listed",
                where,
                f"{work.title!r} cannot be listed under {show_path(topic)!r}; list it by hand",
                key=work.key,
            )
            for topic, work in left
        )
        return Taken(tuple(written), (*findings, *self.notes.findings))


def _key(action: Here) -> str:
    return citekey_of(action.id)


def _names(tags: Iterable[Mapping[str, Any]] | str) -> list[str]:
    return [tag["tag"] for tag in tags or () if isinstance(tag, Mapping)]
