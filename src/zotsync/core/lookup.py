"""Citation keys, looked up among those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Finding
from .near import did_you_mean

__all__ = ["looked_up"]


def looked_up(
    wanted: Mapping[str, str], keys: Iterable[str], aliases: Mapping[str, str], *, has_ids: bool = True
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """
    The entries that a document needs, in the order of its citations, and what is missing.

    Args:
        wanted: key -> where it is cited.
        keys: of all entries.
        aliases: other names of entries (`ids`) -> key.
        has_ids: whether what is written can hold those names; else a document that uses one is told of the key.
    """
    every = dict.fromkeys(keys)
    folded = {key.casefold(): key for key in every}
    found: dict[str, None] = {}
    findings: list[Finding] = []
    for key, where in wanted.items():
        if key in every or key in aliases:
            found[known := key if key in every else aliases[key]] = None
            if known != key and not has_ids:
                message = (
                    f"{key!r} is {known!r} in the library, and only .bib files hold both: cite {known!r}"
                )
                findings.append(Finding("key-alias", where, message, key=known))
        elif other := folded.get(key.casefold()):
            found[other] = None
            message = f"{key!r} is {other!r} in the library: biber tells capitals apart"
            findings.append(Finding("key-case", where, message, key=other))
        else:
            hint = did_you_mean(key, every, "their keys stand in bib/library.bib")
            findings.append(Finding("missing-key", where, f"there is no work {key!r}; {hint}", "error", key))
    return tuple(found), tuple(findings)
