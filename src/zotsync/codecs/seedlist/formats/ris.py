"""RIS as a reading list: every record is a work, its notes are remarks; there are no topics."""

from __future__ import annotations

from dataclasses import replace

from ....model import Link, Remark
from ...exchange import ris
from ..options import ReadOptions
from ..page import Page
from . import whole

__all__ = ["read"]


def read(text: str, page: Page, options: ReadOptions) -> None:  # noqa: ARG001
    """Read the records of a text onto the page."""
    for record in ris.records(text):
        work = ris.work_of(record)
        at = record.lines
        title_line = min((at[tag] for tag in ("TI", "T1", "CT", "BT") if tag in at), default=record.line)
        remarks = [
            Remark("note", " ".join(said.split()), at[tag])
            for tag in ("N1", "RN")
            for said in record.fields.get(tag, ())
        ]
        pdfs = [Link("pdf", url) for url in record.fields.get("L1", ()) if "://" in url and url != work.url]
        lines = record.line, title_line, record.end
        whole.add(page, replace(work, note=""), "ris record", lines, remarks=remarks, links=pdfs)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            page.ledger.put(number, number, "skipped", "no part of a record")
