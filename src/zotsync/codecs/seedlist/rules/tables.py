"""
Tables: one work a row; the words of the header say what a column holds.

    | 年份 | 名字 | 简介 | 精读 |
    | ---- | ---- | ---- | ---- |
    | 2017 | [Transformer](https://arxiv.org/abs/1706.03762) | 第四大类架构 | [here](./x.md) |
"""

from __future__ import annotations

from .. import details, naming, title, words
from ..blocks import Block, Row
from ..page import Page

__all__ = ["table"]


def table(block: Block, page: Page) -> bool:
    """A table: of works where a column holds titles, else nothing of it is read."""
    header, rows = block.rows[0], block.rows[1:]
    page.last = []
    page.ledger.put(header.line, header.line, "markup", "table header")
    page.ledger.put(header.line + 1, header.line + 1, "markup", "table rule")
    labels = [" ".join(cell.plain.split()) for cell in header.cells]
    fields = [
        words.field_of(label) or ("remark" if words.plain_word(label) else "status") for label in labels
    ]
    column = _title_column(labels, fields, rows)
    for row in rows:
        if not any(cell.plain.strip() or cell.links() for cell in row.cells):
            page.ledger.put(row.line, row.line, "skipped", "empty row")
        elif column is None:
            page.ledger.put(row.line, row.line, "skipped", "a table without a column of titles")
        elif named := naming.candidate(row.cells[column], row.line, page, "table"):
            for i, cell in enumerate(row.cells):
                if i != column:
                    details.fill([named.draft], labels[i], cell, row.line, fields[i])
            page.drafts.append(named.draft)
            page.ledger.put(row.line, row.line, "entry", named.draft.title)
        else:
            page.ledger.put(row.line, row.line, "skipped", "a row without a title")
    return True


def _title_column(labels: list[str], fields: list[str], rows: list[Row]) -> int | None:
    """
    The column that holds the titles.

    `Title` if there is one; else `Paper`, unless it holds only links such as `[pdf](..)`; else, in a table
    that has links to papers, the first column that no word of the tables names (`Model`).
    """
    wanted = [i for i, field in enumerate(fields) if field == "title"]
    wanted += [i for i, field in enumerate(fields) if field == "paper"]
    if any(field in {"paper", "link", "pdf"} for field in fields):
        wanted += [
            i for i, label in enumerate(labels) if words.plain_word(label) and not words.field_of(label)
        ]
    for i in wanted:
        if fields[i] == "title" or any(title.lead(row.cells[i]) for row in rows):
            return i
    return None
