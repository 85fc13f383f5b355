"""Check: what a person should look at."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError
from ..model import Finding, Line, SeedList
from .holdings import gather
from .workspace import Workspace

__all__ = ["check", "coverage"]


def check(workspace: Workspace, lists: Sequence[str] = ()) -> tuple[Finding, ...]:
    """
    What could not be read, and where lists disagree with the records, in list order.

    Args:
        lists: names of the lists to look at; all of them without.

    Raises:
        UsageError: there is no such list.
    """
    holdings = gather(workspace)
    names = {path.name: workspace.shown(path) for path in workspace.list_files()}
    wanted = {names[_known(name, names)] for name in lists} or None
    found = (*holdings.findings, *holdings.review())
    return tuple(one for one in found if wanted is None or one.where.rpartition(":")[0] in wanted)


def coverage(workspace: Workspace, lists: Sequence[str] = ()) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """
    What became of every line: (list, lines), list by list.

    Raises:
        UsageError: there is no such list.
    """
    read, _ = workspace.read_lists()
    by_name: dict[str, SeedList] = {one.name: one for one in read}
    names = [_known(name, by_name) for name in lists] or list(by_name)
    return tuple((name, by_name[name].lines) for name in names)


def _known(name: str, names: object) -> str:
    assert isinstance(names, dict)
    stem = name.rpartition("/")[2]
    if stem not in names:
        raise UsageError(f"there is no list {name!r}; there is {', '.join(names) or 'none'}")
    return stem
