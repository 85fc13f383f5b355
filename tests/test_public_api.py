"""The public names are what they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import zotsync


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    for name in zotsync.__all__:
        value = getattr(zotsync, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_the_list_of_names_is_sorted_and_complete() -> None:
    assert list(zotsync.__all__) == sorted(zotsync.__all__)
    assert set(zotsync.__all__) - {"__version__"} == set(zotsync._HOMES)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    assert not hasattr(zotsync, "nothing")


def test_the_examples_of_the_package_run() -> None:
    assert doctest.testmod(zotsync).failed == 0


def test_the_five_lines_of_the_readme_run(monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    root = Path(__file__).parents[1]
    monkeypatch.chdir(root)
    namespace: dict[str, object] = {}
    exec(block[1], namespace)
    assert len(block[1].strip().splitlines()) <= 6
