"""What the import of Zotero makes of types and fields of BibTeX, by its own translator."""

from __future__ import annotations

from typing import Final

__all__ = ["FIELDS", "ITEM_TYPES", "OTHERWISE"]

ITEM_TYPES: Final = {
    bibtex: item
    for item, listed in {
        "journalArticle": "article",
        "book": "book booklet manual proceedings collection mvbook",
        "bookSection": "inbook incollection",
        "conferencePaper": "inproceedings conference",
        "thesis": "phdthesis mastersthesis thesis",
        "report": "techreport report",
        "document": "misc",
        "manuscript": "unpublished",
        "webpage": "online electronic",
        "patent": "patent",
        "computerProgram": "software",
        "encyclopediaArticle": "inreference",
        "letter": "letter",
        "artwork": "artwork",
        "film": "movie",
        "bill": "legislation",
        "case": "jurisdiction",
        "audioRecording": "audio",
        "videoRecording": "video",
    }.items()
    for bibtex in listed.split()
}
"""BibTeX type -> item type; of any other type no item is made."""

FIELDS: Final = {
    "title": "title",
    "shorttitle": "shortTitle",
    "abstract": "abstractNote",
    "volume": "volume",
    "series": "series",
    "edition": "edition",
    "isbn": "ISBN",
    "issn": "ISSN",
    "doi": "DOI",
    "url": "url",
    "language": "language",
    "copyright": "rights",
    "address": "place",
    "publisher": "publisher",
    "school": "publisher",
    "journal": "publicationTitle",
    "journaltitle": "publicationTitle",
    "booktitle": "publicationTitle",
    "shortjournal": "journalAbbreviation",
    "eventtitle": "conferenceName",
    "issue": "issue",
    "pages": "pages",
    "pagetotal": "numPages",
    "version": "versionNumber",
    "chapter": "section",
}
"""Field -> Zotero's base field."""
OTHERWISE: Final = frozenset(
    "author editor translator year month day date eprint eprinttype archiveprefix primaryclass eprintclass note annote "
    "comment review notes keywords keyword file pdf howpublished crossref xdata ids groups number location institution "
    "organization type subtitle urldate lastchecked pmid pmcid lccn mrnumber zmnumber fjournal".split()
)
"""Fields that have a rule of their own, or go over whole."""
