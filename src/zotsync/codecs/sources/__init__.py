"""
The metadata services: what each is asked, and what its answers say.

One file each, without a network: `Source.lookup` and `Source.search` make questions, `Source.read` makes records of
answers. `zotsync.adapters.sources` does the asking.
"""

from __future__ import annotations

from typing import Final

from .acl import ACL
from .arxiv import ARXIV
from .crossref import CROSSREF
from .csl import DOI
from .datacite import DATACITE
from .dblp import DBLP
from .openalex import OPENALEX
from .openreview import OPENREVIEW
from .pubmed import PUBMED
from .question import Misread, Question, Source, batches
from .semanticscholar import SEMANTIC_SCHOLAR

__all__ = ["SOURCES", "Misread", "Question", "Source", "batches"]

SOURCES: Final = {
    one.name: one
    for one in (
        ARXIV,
        CROSSREF,
        ACL,
        OPENREVIEW,
        PUBMED,
        DBLP,
        OPENALEX,
        SEMANTIC_SCHOLAR,
        DATACITE,
        DOI,
    )
}
"""By name."""
