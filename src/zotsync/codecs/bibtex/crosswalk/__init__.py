"""
`Work` <-> `BibEntry`, by the tables of `dialect`.

`work_of(entry_of(work)) == work`, except for:

* `verified`, which an entry does not say; publisher and place of an article, which are not written;
* creators of several roles, which are grouped by role; a family name alone, which becomes a literal; a role
  that BibTeX has no field for, which becomes `contributor`; `and_others` without any creator;
* identifiers: one per scheme, in the order of `identifiers.SCHEMES`, with those that the link states;
* a thesis without a genre, which is a PhD thesis to BibTeX;
* text that is not in normal form: white space but single blanks (in abstract and note a blank line is a
  paragraph), TeX that Unicode can write, `issued` that is not a date, braces in a link; a field whose name
  BibTeX cannot read.
"""

from __future__ import annotations

from .entry import entry_of
from .work import work_of

__all__ = ["entry_of", "work_of"]
