"""Two people edit one note, one in the file and one in Zotero: each word that they type stays, whatever they do."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zotsync
from zotsync.codecs.zotero import note_blocks
from zotsync.core.actions import Conflict, Link
from zotsync.errors import Unavailable

from .libraries import LIST, Faulty, run
from .test_notes import note, prose_of, put, said

BLOCKS = (
    "A *w* of mine,\nwrapped by w hand.",
    "* w\n* w and\n  more w",
    "1) w\n2) w",
    "- [ ] w\n- [x] w",
    "| w | b |\n|---|:-:|\n| 1 | w |",
    "> [!note] w\n> of w",
    "```python\nw = 1  # w\n\nw()\n```",
    "%% w of Obsidian %%",
    "![[w.png]] and [[w|name]] ==w== #w/tag",
    "$$\nw^2\n$$",
    "w <!-- aside --> w",
    "<!-- hidden -->",
    "see [w][link] and w[^1]\n\n[link]: https://example.org",
    "[^1]: w foot",
    "核心w贡献：**很w好**的。",
    "## w heading",
    "_w_ and __w__",
    "w &amp; w \\* w",
)
_WORD = re.compile(r"w\d+w")


@dataclass
class Pair:
    """A file and a note of Zotero, and all words that were typed since the last sync."""

    workspace: zotsync.Workspace
    library: Faulty = field(default_factory=Faulty)
    count: int = 0
    here: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    """Words of blocks in which something was changed in Zotero."""

    def word(self, typed: set[str]) -> str:
        self.count += 1
        typed.add(f"w{self.count}w")
        return f"w{self.count}w"

    def new(self, block: str, typed: set[str]) -> str:
        return re.sub(r"(?<![A-Za-z0-9])w(?![A-Za-z0-9])", lambda _: self.word(typed), block)

    # --- the file ---------------------------------------------------------------------------------------------

    @property
    def head(self) -> str:
        text = said(self.workspace)
        return text[: text.index("<!-- /zotsync:lists -->")] + "<!-- /zotsync:lists -->\n\n"

    def blocks(self) -> list[str]:
        """Of the prose in the file; a fence is one."""
        found: list[str] = []
        for part in said(self.workspace).removeprefix(self.head).strip("\n").split("\n\n"):
            if found and found[-1].count("```") % 2:
                found[-1] += "\n\n" + part
            elif part:
                found.append(part)
        return found

    def put_here(self, blocks: list[str]) -> None:
        text = self.head + "\n\n".join(blocks) + "\n"
        note(self.workspace).write_text(text, encoding="utf-8")

    def edit_here(self, kind: str, which: int, what: int) -> None:
        blocks = self.blocks()
        self._edit(blocks, kind, which, self.here, self.new(BLOCKS[what % len(BLOCKS)], self.here))
        self.put_here(blocks)

    # --- Zotero -----------------------------------------------------------------------------------------------

    def edit_there(self, kind: str, which: int, _: int) -> None:
        key, html = prose_of(self.library)
        blocks = note_blocks.blocks(html)
        self._edit(blocks, kind, which, self.there, f"<p>{self.word(self.there)}</p>")
        put(self.library, key, note="\n".join(blocks))

    def _edit(self, blocks: list[str], kind: str, which: int, typed: set[str], new: str) -> None:
        at = which % (len(blocks) + 1)
        if kind == "insert" or at == len(blocks):
            blocks.insert(at, new)
            return
        words = _WORD.findall(blocks[at])
        typed -= set(_WORD.findall(new)) if kind != "insert" else set()
        if typed is self.there:
            self.touched.update(words)
        if kind == "delete" and len(blocks) > 1:
            typed -= set(words)
            del blocks[at]
        elif words:
            old = words[which % len(words)]
            typed.discard(old)
            blocks[at] = blocks[at].replace(old, self.word(typed), 1)

    # --- a sync -----------------------------------------------------------------------------------------------

    def sync(self, faults: list[str], policy: zotsync.Policy | None = None) -> bool:
        """Until all is done; whether nothing is in conflict."""
        self.library.faults = faults
        for _ in range(len(faults) + 1):
            try:
                report = run(self.workspace, self.library, policy=policy)
                break
            except Unavailable:
                continue
        self.library.faults = []
        return not any(isinstance(one, Conflict) for one in report.open)


_EDIT = st.tuples(
    st.sampled_from(["here", "there"]),
    st.sampled_from(["insert", "delete", "change", "change", "change"]),
    st.integers(0, 30),
    st.integers(0, 30),
)
_FAULTS = st.lists(st.sampled_from(["", "before", "after", "moved"]), max_size=2)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, len(BLOCKS) - 1), min_size=3, max_size=8),
    st.lists(
        st.tuples(
            st.lists(_EDIT, min_size=1, max_size=5),
            _FAULTS,
            st.booleans(),
            st.sampled_from(["local", "remote"]),
        ),
        max_size=3,
    ),
)
def test_every_word_is_on_both_sides_or_in_a_conflict(
    first: list[int], rounds: list[tuple[list[tuple[str, str, int, int]], list[str], bool, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "papers"
        zotsync.init(root)
        (root / "seeds" / "reading-list.md").write_text(LIST, encoding="utf-8")
        pair = Pair(zotsync.open_workspace(root))
        run(pair.workspace, pair.library)
        pair.put_here([pair.new(BLOCKS[one], pair.here) for one in first] + [pair.word(pair.here)])
        assert pair.sync([])
        for edits, faults, forgets, prefer in rounds:
            _round(pair, edits, faults, forgets, prefer)


def _round(
    pair: Pair, edits: list[tuple[str, str, int, int]], faults: list[str], forgets: bool, prefer: str
) -> None:
    pair.here, pair.there, pair.touched = set(), set(), set()
    for side, *edit in edits:
        (pair.edit_here if side == "here" else pair.edit_there)(*edit)  # type: ignore[arg-type]
    before = pair.blocks()
    is_settled = pair.sync(faults)

    text, html = said(pair.workspace), prose_of(pair.library)[1]
    assert all(one in text for one in pair.here), "what was typed in the file is in the file"
    assert all(one in html for one in pair.there), "what was typed in Zotero is in Zotero"
    if is_settled:
        assert all(one in html for one in pair.here), "what was typed in the file is in Zotero"
        assert all(one in text for one in pair.there), "what was typed in Zotero is in the file"
    for block in before:
        if not pair.touched & set(_WORD.findall(block)):
            assert block in text, "what nobody touched is as it was"
    if not is_settled:
        pair.sync([], zotsync.Policy(prefer=prefer))  # type: ignore[arg-type]
        words = pair.there if prefer == "remote" else pair.here
        text, html = said(pair.workspace), prose_of(pair.library)[1]
        assert all(one in text and one in html for one in words)
    seen = said(pair.workspace), prose_of(pair.library)
    assert run(pair.workspace, pair.library).done == ()
    if forgets:
        (pair.workspace.state_folder / "state.sqlite").unlink()
        report = run(pair.workspace, pair.library)
        assert {type(one) for one in report.done} <= {Link}
    assert (said(pair.workspace), prose_of(pair.library)) == seen
