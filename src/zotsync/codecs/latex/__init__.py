"""
LaTeX text <-> Unicode.

The normal form of text in zotsync is plain Unicode, in which only mathematics that Unicode cannot write
stays as TeX between dollars (`$\\mathcal{O}(\\sqrt{n})$`). For it `to_unicode(to_latex(text)) == text`.
"""

from __future__ import annotations

from .decode import to_unicode
from .encode import to_latex
from .math import is_balanced

__all__ = ["is_balanced", "to_latex", "to_unicode"]
