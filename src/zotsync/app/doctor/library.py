"""Checks of the library: which it is, whether it answers, and what its key may do."""

from __future__ import annotations

from datetime import timedelta

from ...adapters import secrets
from ...adapters.credentials import key_of, place
from ...adapters.embedded import EmbeddedLibrary
from ...adapters.server import Server
from ...adapters.web import Courier
from ...core.counts import plural
from .. import desktop
from ..choice import DESKTOP
from ..workspace import CONFIG
from .case import Case, Found

__all__ = ["clock", "embedded_library", "key", "library", "rights", "server", "zotero"]

FAST_OR_SLOW = timedelta(minutes=5)
"""How far a clock may be off: certificates, and the times that others see, go by it."""


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
