"""Init: a folder becomes a workspace."""

from __future__ import annotations

from pathlib import Path

from ..adapters import files
from .workspace import CONFIG

__all__ = ["init"]

_CONFIG = """\
# A zotsync workspace. Everything here is optional; these are the defaults.

# Reading lists, in the order of the collections.
seeds = [
  "seeds/*.md", "seeds/*.markdown", "seeds/*.txt", "seeds/*.org", "seeds/*.rst", "seeds/*.bib",
  "seeds/*.ris", "seeds/*.xml", "seeds/*.rdf", "seeds/*.csv", "seeds/*.tsv",
  "seeds/*.yaml", "seeds/*.yml", "seeds/*.json",
]

# Citation keys of new works; a key that exists never changes.
citekey = "{lastname}{year}{firstword}"

# Which Zotero library; `zotsync login` fills this in. The key never stands here.
[library]
type = "embedded"        # or "user", "group", "desktop"
# id = 123456            # the number of the user or the group

# Two headings that are one topic, or another name for one.
[topics]
# "Large Language Models" = "LLM"
# "Vision / Detection" = "Object Detection"

# The topics of one list under a collection of their own.
# [lists."reading-list.md"]
# root = "Course 2026"
# skip = ["Tools", "Blogs"]    # headings to leave out, with all below them
# title = "Paper"              # the column that holds the titles
"""

_LIST = """\
# Reading list

## Architectures

- **Attention Is All You Need** (2017) [[paper]](https://arxiv.org/abs/1706.03762)
    - **Authors**: Vaswani et al.
    - **Note**: where the Transformer begins.
"""

_IGNORED = ".zotsync/"


def init(root: Path | str) -> tuple[str, ...]:
    """
    Make what is missing; a file that exists is not touched, but for `.zotsync/` added to `.gitignore`.

    Returns:
        Paths of what was made, as a person reads them; empty for a workspace that was complete.
    """
    root = Path(root)
    made = []
    if not (root / CONFIG).exists():
        made.append((root / CONFIG, _CONFIG))
        if not files.matching(root, ["seeds/*"]):
            made.append((root / "seeds" / "reading-list.md", _LIST))
    ignore = root / ".gitignore"
    text = files.read_text(ignore) or ""
    if _IGNORED not in text.splitlines():
        gap = "" if not text or text.endswith("\n") else "\n"
        made.append((ignore, f"{text}{gap}{_IGNORED}\n"))
    for path, content in made:
        files.write(path, content)
    return tuple(str(path) for path, _ in made)
