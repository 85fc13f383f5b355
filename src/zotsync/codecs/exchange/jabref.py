"""
A bundle -> a .bib file for JabRef: keys kept, topics as groups, remarks as comments.

The form of the metadata is that of JabRef 5 and 6 (its tests and sample files): the tree in `grouping`, membership
by the name of the group in the field `groups`. So a name must be the only one of its kind and hold no comma.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from ...core.topics import TopicPath, show_path
from ...model import Work
from .. import latex
from ..bibtex import crosswalk, entries, layout
from .bundle import Bundle

__all__ = ["write"]

_UNSAFE = re.compile(r"[,;\\{}\n\r#]+")
_SEPARATOR: Final = r"\;"


def write(bundle: Bundle) -> str:
    """The text of a .bib file in UTF-8."""
    names = group_names([topic.path for topic in bundle.topics])
    topics = bundle.topics_of()
    parts = ["% Encoding: UTF-8"]
    for work in bundle.works:
        entry = crosswalk.entry_of(work, names=bundle.names)
        extra = _fields(work, bundle, [names[path] for path in topics.get(work.key, ())])
        kept = [field for field in entry.fields if field[0] not in extra]
        parts.append(layout.render(entries.BibEntry(entry.type, entry.key, (*kept, *extra.items()))))
    parts.append("@Comment{jabref-meta: databaseType:bibtex;}")
    if bundle.topics:
        tree = "\n".join(map(_group, names, names.values()))
        parts.append(f"@Comment{{jabref-meta: grouping:\n0 AllEntriesGroup:;\n{tree}\n}}")
    return "\n\n".join(parts) + "\n"


def _fields(work: Work, bundle: Bundle, groups: list[str]) -> dict[str, str]:
    tags = [latex.to_latex(_UNSAFE.sub(" ", tag).strip()) for tag in bundle.tags_of(work)]
    extra = {
        "keywords": ", ".join(tags),
        "groups": ", ".join(groups),
        "comment": "\n\n".join(map(latex.to_latex, bundle.words_of(work))),
    }
    return {name: value for name, value in extra.items() if value}


def group_names(paths: list[TopicPath]) -> Mapping[TopicPath, str]:
    """A name for each topic that no other has: its own, or its path where that is taken."""
    own = {path: _plain(path[-1]) for path in paths}
    shared = Counter(own.values())
    taken: set[str] = set()
    for path, name in own.items():
        if shared[name] > 1:
            name = _plain(show_path(path))
        number = 2
        while name in taken:
            name, number = f"{_plain(show_path(path))} ({number})", number + 1
        taken.add(name)
        own[path] = name
    return own


def _plain(name: str) -> str:
    return " ".join(_UNSAFE.sub(" ", name).split()) or "-"


def _group(path: TopicPath, name: str) -> str:
    # Level, name, context (0: independent of the group above), expanded, colour, icon, description.
    parts = (f"StaticGroup:{name}", "0", "1", "", "", "", "")
    return f"{len(path)} {_SEPARATOR.join(parts)};"
