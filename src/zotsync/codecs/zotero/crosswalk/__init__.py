"""
`Work` <-> the editable JSON of a Zotero item: by the tables of `dialect`.

What an item type has no field for goes into Extra (see `extra`), so `work_of(item_data(work))` gives the work
back, but for:

* `keywords` and `verified`: tags are up to the caller;
* the order of identifiers (that of `SCHEMES` comes back), of BibTeX fields, and of creators where the type
  knows only some of their roles; a role that Zotero does not have (`contributor` comes back);
* the publisher `arXiv` of a preprint: it is the repository; an arXiv class without an arXiv id;
* outer space and control characters, which no server keeps, and line ends in what is one line of Extra;
* words that read as something else: markup of Zotero in a title, a note with a line like `DOI: ...`, `--`
  in pages, a date that is not ISO 8601, an arXiv DOI beside the arXiv id.

Zotero has more item types than `Work` has: a magazine article is an `article-journal`, a patent or a film a
`document`. Such a work keeps the very type as the BibTeX field `ITEM_TYPE` (`zoterotype = {patent}`), which no
Extra shows, so that an item never changes its type because it went through a library.bib. It counts as long as
it fits the type of the work: who makes the entry an `@article` gets a journal article. In the same way
the fields that only some types have (`runningTime`, `filingDate`) are BibTeX fields of the work, and creators
keep their roles (`script-writer`). What says where a copy is kept (archive, catalogue, call number, rights,
access date) stays in Zotero alone.
"""

from __future__ import annotations

from .dialect import ITEM_TYPE, ITEM_TYPES, KNOWN, LEFT_IN_ZOTERO, OWN_LINES, csl_type, is_work
from .item import as_type, item_data
from .work import plain_pages, plain_title, stated, work_of

__all__ = [
    "ITEM_TYPE",
    "ITEM_TYPES",
    "KNOWN",
    "LEFT_IN_ZOTERO",
    "OWN_LINES",
    "as_type",
    "csl_type",
    "is_work",
    "item_data",
    "plain_pages",
    "plain_title",
    "stated",
    "work_of",
]
