"""
How entries are laid out: the habits of a file, and entries written by them.

A file that people keep has habits: what stands between fields, whether the equals signs stand under each other, the
order of the fields, capitals, braces or quotes, a comma behind the last field. What most of its entries do is
what a new one does. A file without entries gets `TIDY`: one field a line, two blanks in front, a comma behind each,
nothing aligned, so that a change of one field is a change of one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from .blocks import Block
from .entries import MONTHS, BibEntry, Field, fields, key_end

__all__ = ["TIDY", "Layout", "layout_of", "ordered", "render", "written"]

Case = Literal["lower", "upper", "title", "camel"]

_SAMPLE: Final = 60
"""Entries that are looked at, evenly over the file."""
_CERTAIN: Final = 5
"""Fields of unlike names that do not stand in the order of the alphabet by chance (author, title, year)."""
_MOST: Final = 0.8
"""Share of the fields whose equals signs stand in one column, in a file that aligns them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The habits of a file; line ends are line feeds here."""

    first: str = ",\n  "
    """What stands between the key and the first field."""
    between: str = ",\n  "
    """What stands between two fields."""
    last: str = ",\n"
    """What stands between the last field and the closing brace."""
    equals: str = " = "
    """What stands between a name and its value where nothing is aligned."""
    column: int = -1
    """Characters of a name with the blanks behind it (`title     =`); 0: as many as the longest name of the entry
    needs; -1: not aligned."""
    value_column: int = -1
    """The same for all that stands before the value (`title =     {`)."""
    quotes: bool = False
    """Values stand in quotes where they can."""
    bare_numbers: bool = False
    """Numbers stand without braces."""
    type_case: Case = "lower"
    name_case: Case = "lower"
    order: tuple[str, ...] = ()
    """Names of fields as most entries have them; empty where zotsync's own order holds."""
    alphabetical: bool = False
    gap: str = "\n\n"
    """What stands between two entries."""


TIDY: Final = Layout()


# --- writing ----------------------------------------------------------------------------------------------


def render(entry: BibEntry, layout: Layout = TIDY) -> str:
    """The text of an entry, without a line end behind it. Values must have balanced braces."""
    pairs = ordered(entry.fields, layout)
    widest = max((len(name) for name, _ in pairs), default=0)
    lines = [f"{_named(name, layout, widest)}{written(name, value, layout)}" for name, value in pairs]
    type = _cased(entry.type, layout.type_case)
    if not lines:
        return f"@{type}{{{entry.key}{layout.last}}}"
    return f"@{type}{{{entry.key}{layout.first}{layout.between.join(lines)}{layout.last}}}"


def written(name: str, value: str, layout: Layout = TIDY) -> str:
    """A value with its delimiters; month macros have none."""
    if name == "month" and value in MONTHS:
        return value
    if layout.bare_numbers and value.isascii() and value.isdecimal():
        return value
    # An `@` in the first column would end the entry (rule 3 of `blocks`): a blank more is no change of a value.
    value = value.replace("\n@", "\n @") if "\n@" in value else value
    if value.startswith("@") and "\n" not in value:
        return f"{{{value}}}"
    return f'"{value}"' if layout.quotes and '"' not in value else f"{{{value}}}"


def named(name: str, layout: Layout, widest: int = 0) -> str:
    """A name with all that stands before its value."""
    return _named(name, layout, max(widest, len(name)))


def _named(name: str, layout: Layout, widest: int) -> str:
    before, _, behind = layout.equals.partition("=")
    aligned = name.ljust(max(layout.column or widest + 1, len(name) + 1))
    head = aligned if layout.column >= 0 else f"{name}{before}"
    head = f"{_cased(name, layout.name_case)}{head[len(name) :]}={behind}"
    return head.ljust(layout.value_column) if layout.value_column >= 0 else head


_CAMELS: Final = {
    name.lower(): name
    for name in "InProceedings InCollection InBook PhdThesis MastersThesis TechReport".split()
}


def _cased(word: str, case: Case) -> str:
    if case == "upper":
        return word.upper()
    if case == "title":
        return word[:1].upper() + word[1:]
    if case == "camel":
        return _CAMELS.get(word, word.capitalize())
    return word


def ordered(pairs: Iterable[tuple[str, str]], layout: Layout) -> list[tuple[str, str]]:
    """Fields in the order of the layout; one that it does not know stays behind those before it."""
    pairs = list(pairs)
    if layout.alphabetical:
        return sorted(pairs)
    if not layout.order:
        return pairs
    rank = {name: place for place, name in enumerate(layout.order)}
    placed: list[tuple[int, tuple[str, str]]] = []
    before = -1
    for pair in pairs:
        place = rank.get(pair[0], before)
        before = max(before, place)
        placed.append((place, pair))
    return [pair for _, pair in sorted(placed, key=lambda one: one[0])]


# --- reading ----------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """One entry, and where its fields stand."""

    block: Block
    text: str
    fields: tuple[Field, ...]


def layout_of(blocks: Sequence[Block], default: Layout = TIDY) -> Layout:
    """The habits of the entries among blocks; what they do not show is as in `default`."""
    places = [i for i, block in enumerate(blocks) if block.kind == "entry"]
    step = max(1, len(places) // _SAMPLE)
    seen = [one for i in places[::step] if (one := _seen(blocks[i])) is not None]
    if not seen:
        return default
    found = {trait: value for trait, read in _TRAITS.items() if (value := _usual(read, seen)) is not None}
    if "first" in found:
        found.setdefault("between", found["first"])
    found |= _alignment(seen)
    found |= _order(seen)
    gaps = Counter(
        blocks[i + 1].text.replace("\r\n", "\n")
        for i in places[::step]
        if i + 2 < len(blocks) and blocks[i + 2].kind == "entry" and _is_gap(blocks[i + 1])
    )
    if gaps:
        found["gap"] = gaps.most_common(1)[0][0]
    return replace(default, **found)


def _seen(block: Block) -> _Seen | None:
    text = block.text.replace("\r\n", "\n")
    found, problem = fields(text)
    return _Seen(block, text, found) if found and not problem else None


def _is_gap(block: Block) -> bool:
    return "\n" in block.text and not block.text.strip()


def _usual(read: Callable[[_Seen], Iterable[Any]], seen: Iterable[_Seen]) -> Any:
    counted = Counter(value for one in seen for value in read(one))
    return counted.most_common(1)[0][0] if counted else None


def _between(one: _Seen) -> list[str]:
    return [one.text[a.end : b.start] for a, b in zip(one.fields, one.fields[1:], strict=False)]


def _separator(text: str) -> bool:
    """Whether it is white space and one comma: anything else is an accident."""
    return text.strip() == "," and "\n\n" not in text


def _equals(one: _Seen) -> list[str]:
    names = ((field, one.text[field.start + len(field.name) : field.value]) for field in one.fields)
    return [text for _, text in names if text.strip() == "="]


def _quoted(one: _Seen) -> list[bool]:
    openings = [one.text[field.value] for field in one.fields]
    return [opening == '"' for opening in openings if opening in '{"']


def _bare(one: _Seen) -> list[bool]:
    values = [one.text[field.value : field.end] for field in one.fields]
    return [value.isdecimal() for value in values if value.strip('{"}').isdecimal()]


def _case(word: str) -> list[Case]:
    if word.islower():
        return ["lower"]
    if word.isupper():
        return ["upper"]
    # `Article` says nothing of `InProceedings`; who writes `Inproceedings` is the exception.
    return ["title"] if word == word.capitalize() and word.lower() in _CAMELS else ["camel"]


def _name_cases(one: _Seen) -> list[Case]:
    words = [one.text[field.start : field.start + len(field.name)] for field in one.fields]
    return ["title" if case == "camel" else case for word in words for case in _case(word)]


def _type_case(one: _Seen) -> list[Case]:
    start = one.text.lower().index(one.block.type)
    return _case(one.text[start : start + len(one.block.type)])


def _tail(one: _Seen) -> list[str]:
    tail = one.text[one.fields[-1].end : -1]
    return [tail] if tail.strip() in ("", ",") and "\n\n" not in tail else []


_TRAITS: Final[Mapping[str, Callable[[_Seen], Iterable[Any]]]] = {
    "first": lambda one: (
        [gap] if _separator(gap := one.text[key_end(one.text) : one.fields[0].start]) else []
    ),
    "between": lambda one: filter(_separator, _between(one)),
    "last": _tail,
    "equals": _equals,
    "quotes": _quoted,
    "bare_numbers": _bare,
    "type_case": _type_case,
    "name_case": _name_cases,
}


def _alignment(seen: Sequence[_Seen]) -> dict[str, Any]:
    """Where equals signs or values stand under each other, over the file or within each entry."""
    spread = [one for one in seen if len({len(field.name) for field in one.fields}) > 1]
    signs = [[one.text.index("=", f.start + len(f.name)) - f.start for f in one.fields] for one in spread]
    values = [[f.value - f.start for f in one.fields] for one in spread]
    column, value_column = _column(signs), _column(values)
    if column < 0 and value_column < 0:
        by_entry = sum(max(len(f.name) for f in one.fields) + 1 == at[0] and len(set(at)) == 1
                       for one, at in zip(spread, signs, strict=True))  # fmt: skip
        column = 0 if spread and by_entry >= _MOST * len(spread) else -1
    found: dict[str, Any] = {"column": column, "value_column": -1 if column >= 0 else value_column}
    if column >= 0:
        behind = Counter(
            one.text[one.text.index("=", f.start) + 1 : f.value] for one in spread for f in one.fields
        )
        found["equals"] = f" ={behind.most_common(1)[0][0]}"
    elif value_column >= 0:
        gaps = (one.text[f.start + len(f.name) : f.value] for one in spread for f in one.fields)
        before = Counter(gap.partition("=")[0] for gap in gaps)
        found["equals"] = f"{before.most_common(1)[0][0]}= "
    return found if spread else {}


def _column(places: Sequence[Sequence[int]]) -> int:
    """The column in which nearly all stand; -1 where there is none."""
    counted = Counter(place for entry in places for place in entry)
    if not counted:
        return -1
    column, times = counted.most_common(1)[0]
    return column if times >= _MOST * counted.total() else -1


def _order(seen: Sequence[_Seen]) -> dict[str, Any]:
    rows = [[field.name for field in one.fields] for one in seen if len(one.fields) > 1]
    if len({name for row in rows for name in row}) >= _CERTAIN and all(row == sorted(row) for row in rows):
        return {"alphabetical": True}
    own = sum(_is_own(row) for row in rows)
    if own >= _MOST * len(rows):
        return {"order": (), "alphabetical": False}
    places: dict[str, list[float]] = {}
    for row in rows:
        for place, name in enumerate(row):
            places.setdefault(name, []).append(place / len(row))
    order = tuple(sorted(places, key=lambda name: sum(places[name]) / len(places[name])))
    return {"order": order, "alphabetical": False}


_OWN_ORDER: Final = {
    name: place
    for place, name in enumerate(
        "title author editor translator bookauthor journal journaltitle booktitle shortjournal eventtitle series "
        "edition volume number eid pages publisher institution school organization address location year month "
        "day date type doi eprint eprinttype archiveprefix eprintclass primaryclass isbn pmid pmcid url "
        "langid keywords abstract note entrysubtype".split()
    )
}
"""As `crosswalk.entry_of` gives them."""


def _is_own(row: Sequence[str]) -> bool:
    places = [_OWN_ORDER[name] for name in row if name in _OWN_ORDER]
    return places == sorted(places)
