"""YAML as people write it: members in order, plain Unicode, long lines."""

from __future__ import annotations

from typing import Any

__all__ = ["dump"]


def dump(value: Any) -> str:
    """A document of mappings, lists, texts and numbers."""
    # Here and not above: importing it takes 20 ms, and every run reads lists.
    import yaml

    text: str = yaml.dump(
        value,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return text
