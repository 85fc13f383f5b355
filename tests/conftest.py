"""Hypothesis profiles, and what a machine must have."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("dev", max_examples=60, deadline=None)
settings.register_profile(
    "ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

_REQUIRED = frozenset(os.environ.get("ZOTSYNC_REQUIRE", "").split(","))
"""Kinds of tests that must run, not skip: `tex`, `server`."""


def missing(kind: str, reason: str) -> None:
    """Skip with a clear word; fail where the machine was promised to have it."""
    if kind in _REQUIRED:
        pytest.fail(f"{reason}, and ZOTSYNC_REQUIRE names {kind}")
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _needs_tex(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("tex"):
        for program in ("biber", "pdflatex", "bibtex"):
            if shutil.which(program) is None:
                missing("tex", f"{program} is not installed (apt install biber texlive-latex-base ...)")


@pytest.fixture(autouse=True)
def _no_zotero_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever sees the key of the person who runs it."""
    for name in [name for name in os.environ if name.startswith("ZOTERO_")]:
        monkeypatch.delenv(name)
