"""EndNote XML as a reading list: every record is a work, its notes are remarks; there are no topics."""

from __future__ import annotations

from dataclasses import replace

from ....model import Link, Remark
from ...exchange import endnote
from ..page import Page
from . import whole
from .xml import Element

__all__ = ["is_endnote", "read"]

_NOTES = ("notes", "research-notes")


def is_endnote(root: Element) -> bool:
    """Whether a file is one of EndNote: `xml`, `records`, `record`."""
    return any(root.at("xml", "records"))


def read(root: Element, page: Page) -> None:
    """Read the records of a file onto the page."""
    for record in root.at("xml", "records", "record"):
        if not record.end:
            continue
        number = next(iter(record.texts("ref-type")), "")
        work = endnote.work_of(record.texts, number.strip())
        title = next(record.at("titles", "title"), record)
        remarks = [
            Remark("note", " ".join(one.text.split()), one.line) for name in _NOTES for one in record.at(name)
        ]
        pdfs = [Link("pdf", url.strip()) for url in record.texts("urls", "pdf-urls", "url") if "://" in url]
        lines = record.line, title.line, record.end
        whole.add(page, replace(work, note=""), "endnote record", lines, remarks=remarks, links=pdfs)
