"""
Tables: one work a row; the words of the header say what a column holds, or what its cells hold does.

    | 年份 | 名字 | 简介 | 精读 |
    | ---- | ---- | ---- | ---- |
    | 2017 | [Transformer](https://arxiv.org/abs/1706.03762) | 第四大类架构 | [here](./x.md) |

A row with nothing but words in its first cell, or one cell across all columns, is a topic.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import chores, columns, details, html, links, naming, title, words
from ..blocks import Block, Inline, Row
from ..draft import Draft
from ..page import Page

__all__ = ["table"]


def table(block: Block, page: Page) -> bool:
    """A table: of works where a column holds titles, else nothing of it is read."""
    page.last, page.subject = [], []
    header, rows = columns.split(block)
    labels = [" ".join(cell.plain.split()) for cell in header.cells] if header else []
    if header:
        page.ledger.put(header.line, header.line, "markup", "table header")
        if header.line + 1 <= block.end and not any(row.line == header.line + 1 for row in rows):
            page.ledger.put(header.line + 1, header.line + 1, "markup", "table rule")
    elif block.source != html.TABLE and block.end > block.line:
        page.ledger.put(block.line + 1, block.line + 1, "markup", "table rule")
    if rows and _is_contents(rows):
        for row in rows:
            page.ledger.put(row.line, row.line, "skipped", "leads to a place on this page")
    elif rows and columns.is_grid_of_works(rows, labels):
        _grid(rows, page)
    else:
        _rows(block, labels, rows, page)
    if block.source == html.TABLE:
        page.ledger.put(block.line, block.end, "markup", "table")
    return True


def _rows(block: Block, labels: list[str], rows: list[Row], page: Page) -> None:
    found = columns.understood(labels, rows)
    drafts: list[Draft] = []
    level = page.level_of("row")
    wide = {id(block.rows[i]) for i in block.spanned} if block.spanned else set()
    offset = {id(row): i for i, row in enumerate(block.rows)}
    titles = columns.column(rows, found.title) if found.title is not None else []
    bold_titles = sum(map(_is_bold, titles)) * 2 > len(rows)
    for row in rows:
        spanned = bool(wide) and offset.get(id(row), -1) in block.spanned
        if not any(cell.plain.strip() or cell.links() for cell in row.cells):
            page.ledger.put(row.line, row.line, "skipped", "empty row")
        elif topic := _topic(row, found, spanned=spanned, bold_titles=bold_titles):
            page.open_topic(topic, row.line, level, "row")
        elif found.title is None or found.title >= len(row.cells):
            page.ledger.put(row.line, row.line, "skipped", "a table without a column of titles")
        elif drafts_of_row := _works(row, found.title, found.fields, labels, page):
            drafts += drafts_of_row
        else:
            page.ledger.put(row.line, row.line, "skipped", "a row without a title")
    page.close_topics(level)
    _without_code_alone(drafts, page)
    drafts = _without_other_rows(drafts, found, page)
    if drafts and not _are_works(drafts):
        # Not one row shows a sign of a paper: a table of tools, models, courses, words.
        page.withdraw(drafts, "no row of its table shows a sign of a paper")


def _is_contents(rows: Sequence[Row]) -> bool:
    """Whether every link of a table leads to a place on the same page."""
    found = [anchor for row in rows for cell in row.cells for _, _, anchor in cell.links()]
    return bool(found) and all(links.is_inside(anchor.url) for anchor in found)


def _without_other_rows(drafts: list[Draft], found: columns.Columns, page: Page) -> list[Draft]:
    """
    The works, without other rows of their table.

    Below a heading of what is not papers only a row with a proof is one; and among the papers of a schedule, each
    with its link or credits, what has neither is something else that is done on a day.
    """
    is_schedule = "presenter" in found.fields
    proven = sum(1 for draft in drafts if _shows_a_paper(draft))
    others = [
        draft
        for draft in drafts
        if (page.aside and not _leads_to_a_paper(draft))
        or (is_schedule and proven * 2 >= len(drafts) and not _shows_a_paper(draft))
    ]
    for draft in others:
        page.drafts.remove(draft)
        page.ledger.withdraw(draft.line, draft.title, "nothing in its row says that it is a paper")
    return [draft for draft in drafts if not any(draft is other for other in others)]


def _leads_to_a_paper(draft: Draft) -> bool:
    return bool(
        draft.venue
        or draft.authors
        or draft.identifiers()
        or any(links.leads_to_a_paper(link.url) for link in draft.links)
    )


def _without_code_alone(drafts: list[Draft], page: Page) -> None:
    """Rows with a name and a link to code are tools, where most rows of the table show a paper."""
    proven = sum(1 for draft in drafts if _shows_a_paper(draft))
    if proven * 2 < len(drafts):
        return
    for draft in [draft for draft in drafts if draft.links and not _shows_a_paper(draft)]:
        if all(link.role == "code" for link in draft.links):
            page.drafts.remove(draft)
            page.ledger.withdraw(draft.line, draft.title, "leads to no paper (code)")


def _works(row: Row, at: int, fields: list[str], labels: list[str], page: Page) -> list[Draft]:
    """The works of a row; the other cells tell of all of them."""
    cell = row.cells[at]
    if chores.NO_MEETING.fullmatch(" ".join(cell.plain.split())):
        return []
    drafts = [one.draft for part in _parts(cell) if (one := naming.candidate(part, row.line, page, "table"))]
    if not drafts:
        return []
    if len(drafts) == 1 and fields[at] == "title" and "|" in cell.plain and not cell.links():
        # A bar in a cell is no separator, it had to be escaped.
        drafts = [Draft(row.line, title.cleaned(cell.plain), page.topic, "table")]
    for i, other in enumerate(row.cells):
        if i != at:
            label = labels[i] if i < len(labels) else ""
            field = fields[i] if i < len(fields) else ""
            details.fill(drafts, label, other, row.line, field)
    for draft in drafts:
        draft.doubt = ""
        draft.confidence = max(draft.confidence, naming.confidence(draft))
        page.ledger.put(row.line, row.line, "entry", drafts[0].title)
    page.add(drafts)
    page.last = []
    return drafts


def _parts(cell: Inline) -> list[Inline]:
    """The works in one cell, a line or a bullet each; the whole cell where they are not clearly several."""
    if not any(span.kind == "break" for span in cell.spans):
        several = naming.works_in(cell) if len(naming.titled_links(cell)) > 1 else [cell]
        return several if all(naming.titled_links(part) for part in several) else [cell]
    starts = [begin for begin, _, _ in naming.titled_links(cell)]
    lines = [0, *(end for _, end, span in cell.placed() if span.kind == "break")]
    ends = [*lines[1:], len(cell.plain) + 1]
    firsts = [
        at
        for at, end in zip(lines, ends, strict=True)
        if any(
            at <= start < min(end, at + 6)
            or (at < start < end and (status := words.STATUS.match(cell.plain, at)) and status.end() == start)
            for start in starts
        )
    ]
    if len(firsts) < 2:
        return [cell]
    return [cell.cut(at, to) for at, to in zip([0, *firsts[1:]], [*firsts[1:], len(cell.plain)], strict=True)]


def _is_bold(cell: Inline) -> bool:
    return all(span.strong for span in cell.spans if any(map(str.isalnum, span.text)))


def _topic(row: Row, found: columns.Columns, *, spanned: bool, bold_titles: bool) -> str:
    """The words of a row that is a topic of the rows below it."""
    said = [cell for cell in row.cells if cell.links() or any(map(str.isalnum, cell.plain))]
    if len(said) == 1 or (
        len(row.cells) > 1 and len({cell.plain.strip() for cell in said}) == 1 and len(said) == len(row.cells)
    ):
        cell = said[0]
    else:
        return ""
    text = " ".join(cell.plain.split())
    bold = _is_bold(cell)
    at_title = found.title is not None and found.title < len(row.cells) and row.cells[found.title] is cell
    if cell.links() or not any(map(str.isalnum, text)) or len(text) > 80 or len(row.cells) < 2:
        return ""
    if (
        spanned
        or (bold and (row.cells[0] is cell or (at_title and not bold_titles)))
        or (row.cells[0] is cell and not at_title and not text.isdecimal())
    ):
        return text
    return ""


def _grid(rows: Sequence[Row], page: Page) -> None:
    """A table that only sets works side by side: each cell is one."""
    for row in rows:
        drafts: list[Draft] = []
        for cell in row.cells:
            named = naming.candidate(cell, row.line, page, "table")
            if named and named.certain:
                named.draft.doubt = ""
                drafts.append(named.draft)
        if drafts:
            page.ledger.put(row.line, row.line, "entry", drafts[0].title)
            page.add(drafts)
        page.ledger.put(row.line, row.line, "skipped", "a row without a title")


def _shows_a_paper(draft: Draft) -> bool:
    to_paper = any(link.role in {"paper", "pdf"} for link in draft.links)
    return bool(to_paper or draft.venue or draft.authors or draft.year or draft.identifiers())


def _are_works(drafts: Sequence[Draft]) -> bool:
    """Whether a row shows a sign of a paper, or the rows are titles and nothing says what else they name."""
    if any(map(_shows_a_paper, drafts)):
        return True
    titled = sum(1 for draft in drafts if not draft.title[0].islower())
    return titled * 2 > len(drafts) and any(
        not (draft.links or words.TOOLS.search(" ".join(remark.text for remark in draft.remarks)))
        for draft in drafts
    )
