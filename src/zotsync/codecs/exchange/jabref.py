"""
A bundle -> a .bib file for JabRef: keys kept, topics as groups, remarks as comments.

Membership is by the name of the group in the field `groups`, so a name must be the only one of its kind and hold
no comma. The tree stands twice: in `grouping`, the form of JabRef 4 to 6 (its tests and sample files), and in
`groupstree`, which those still read, and which JabRef 3.8 reads alone: it drops the other (measured).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
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
        parts += [_tree("groupstree", names, _old_group), _tree("grouping", names, _group)]
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


def _tree(key: str, names: Mapping[TopicPath, str], group: Callable[[str], tuple[str, ...]]) -> str:
    lines = (f"{len(path)} {_SEPARATOR.join(group(name))};" for path, name in names.items())
    return "\n".join((f"@Comment{{jabref-meta: {key}:", "0 AllEntriesGroup:;", *lines, "}"))


def _group(name: str) -> tuple[str, ...]:
    # Name, context (0: independent of the group above), expanded, colour, icon, description.
    return f"StaticGroup:{name}", "0", "1", "", "", "", ""


def _old_group(name: str) -> tuple[str, ...]:
    # Name, context; then the keys, which only JabRef before 3.7 needs there.
    return f"ExplicitGroup:{name}", "0", ""
