"""What each finding in a .bib file means, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["CODES"]

CODES: Final[Mapping[str, str]] = {
    # --- reading ---
    "broken-entry": "An entry that cannot be read: a brace is missing, or it has no key. BibTeX stops there. The "
    "other entries are read; put the brace back.",
    "half-read": "Part of an entry cannot be read: a brace, a quote or an = is missing. In library.bib the work stays "
    "as it was until that is mended.",
    "merge-conflict": "The lines <<<<<<<, ======= and >>>>>>> of an unfinished merge stand in the file. Keep one "
    "side. `zotsync merge-driver` settles most of these by itself.",
    "duplicate-key": "Two entries have one key; BibTeX takes the first and warns. Keys that differ in capitals "
    "only are one key to BibTeX. Give one of them another key, or take it out.",
    "entry-syntax": "Something in an entry that BibTeX does not accept: a comma is missing, a field stands twice, "
    "a % between fields. It was read as far as it can be.",
    "stray-text": "Fields that stand outside of any entry, mostly because one brace too many closed the entry "
    "above.",
    "encoding": "The file is not UTF-8. It is read and written in its own encoding; biber wants to be told "
    "(--input-encoding), and co-authors' editors may not. Saving it as UTF-8 ends the trouble.",
    # --- fields ---
    "missing-field": "A field that styles need for this type of entry (btxdoc 3.1, biblatex manual 2.1.1). Without "
    "it they print gaps, or warn.",
    "undefined-macro": "A value without braces names an @string that the file does not define; BibTeX prints "
    "nothing.",
    "lost-reference": "crossref or xdata names an entry that is not in the file; what it would say is missing.",
    "year-odd": "The year is no year. Styles sort by it. Fixed where exactly one year stands in it.",
    "year-date": "year and date say different years; biber takes the date, BibTeX the year.",
    "month-text": "The month is text. As a macro (dec, without braces) each style writes it in its own way. "
    "Fixed.",
    "pages-dash": "A range of pages has one hyphen, or a dash of Unicode; BibTeX wants two hyphens. Fixed.",
    "pages-prefix": "`pp.` in front of pages; styles write it themselves. Fixed.",
    "pages-order": "The last page comes before the first one: a digit was lost.",
    # --- text ---
    "html-debris": "Entities or tags of HTML in text, which LaTeX prints as they are. Fixed where LaTeX has the "
    "same.",
    "latex-debris": "Something was escaped twice, by two programs one after the other.",
    "unescaped": "&, %, # or _ without a backslash stops LaTeX, or makes a comment of the rest of the line. "
    "Fixed.",
    "title-capitals": "The whole title is in capitals, as some catalogues have it; a style cannot make it small "
    "again.",
    "unprotected": "A name or acronym in the title that styles in sentence case print in small letters (BERT as "
    "bert). Braces around it keep it. Fixed where it stands in the title once.",
    "title-braced": "Braces around the whole title: no style can write it in sentence case. Protect names and "
    "acronyms one by one.",
    # --- people ---
    "names-joined": "Several names are read as one, because something else than `and` stands between them. Fixed "
    "where semicolons part them.",
    "names-et-al": "`et al.` is read as a person. Fixed: `and others`.",
    "name-order": "A family name with initials behind it and no comma: the initials are taken for the family "
    "name. Fixed.",
    "name-capitals": "A family name all in capitals. Styles print it so.",
    "name-debris": "A figure, a degree or an address in a name.",
    "name-swapped": "One person with family and given name in both orders.",
    # --- identifiers ---
    "doi-form": "A DOI as a link or with a word in front; styles make the link themselves. Fixed.",
    "doi-malformed": "What stands in doi is no DOI.",
    "arxiv-form": "An arXiv id with arXiv: or a link in front; styles write that themselves. Fixed.",
    "arxiv-malformed": "What stands in eprint is no arXiv id.",
    "isbn-malformed": "The check digit of the ISBN is wrong: a digit was mistyped.",
    "url-escaped": r"A link with \_ or \url; it is printed and followed with the backslash. Fixed.",
    "url-malformed": "What stands in url is no link.",
    # --- venues ---
    "venue-year": "Year and venue are more than a year apart (proceedings often are one year apart).",
    "preprint-year": "The entry is older than the arXiv id that it has.",
    "venue-kind": "A conference in an @article, or a journal in an @inproceedings.",
    "preprint-journal": "arXiv written as a journal, as Google Scholar and DBLP do; nothing can link to it.",
    "preprint-published": "A preprint that has appeared: cite the publication, or both. Known from what the sources "
    "say of the work, or from another entry of the file.",
    # --- twice ---
    "duplicate-work": "Two entries are one work; a bibliography that has both counts it twice.",
}
"""Code -> explanation."""
