"""
BibTeX.

* `blocks`     text -> blocks that join to it again
* `entries`    the text of a block <-> `BibEntry`
* `crosswalk`  `BibEntry` <-> `Work`, by the tables of `dialect`
* `library`    what the other rooms need: the works of a file, entries added, changed, copied
"""

from __future__ import annotations

from . import blocks, crosswalk, entries, library

__all__ = ["blocks", "crosswalk", "entries", "library"]
