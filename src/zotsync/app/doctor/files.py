"""Checks of the workspace: configuration, lists, lock, and the files that are made."""

from __future__ import annotations

from ...adapters import files
from ...core.counts import plural
from .. import topic_files
from ..beside import is_beside
from ..build import build_holdings
from ..holdings import gather
from ..workspace import CONFIG
from .case import Case, Found, names

__all__ = ["configuration", "lists", "lock", "made_files", "orphans"]


def configuration(case: Case) -> Found:
    said = case.holdings.findings if case.holdings else ()
    found = [one.message for one in said if one.code == "unknown-name"]
    for message in found:
        yield "warning", f"{CONFIG}: {message}"
    if not found:
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


def made_files(case: Case) -> Found:
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
    book = holdings.notebook
    notes = [path for path in book.strangers if not is_beside(path)]
    notes += [path for key, path in book.paths.items() if key not in holdings.works]
    if notes:
        yield (
            "warning",
            f"{plural(len(notes), 'note')} without a work in the lists: {names(notes)}",
            "list the work again, or move or delete the file",
        )
    own = {case.workspace.library_bib, *topic_files.made(root)}
    foreign = [case.workspace.shown(path) for path in files.matching(root, ["bib/*.bib"]) if path not in own]
    if foreign:
        yield (
            "warning",
            f"{plural(len(foreign), 'file')} in bib/ not made by zotsync, and left alone: {names(foreign)}",
            "move it elsewhere if a topic is to have its name",
        )
    if not notes and not foreign:
        yield "ok", "every note has its work, every file in bib/ its topic"
