"""When an answer of a metadata service is none: what its status and its first bytes mean."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from .question import Misread, Source

__all__ = ["Refusal", "refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is none."""

    why: str
    is_lasting: bool = False
    """It will not be better during this run."""
    is_of_question: bool = False
    """The service does not take the question: one identifier that it finds malformed is enough."""


def refusal(status: int, body: bytes, source: Source) -> Refusal | None:
    """None for an answer that can be read, also for the answer that there is nothing (404)."""
    if status == HTTPStatus.NOT_FOUND:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Refusal("too many requests (429)")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Refusal(f"it refuses ({status}): a key, a login or a person is wanted", is_lasting=True)
    if _is_wall(body):
        return Refusal("it wants to see a person, not a program", is_lasting=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refusal(f"it is out of order ({status})")
    if status >= HTTPStatus.BAD_REQUEST:
        return Refusal(f"it does not take the question ({status})", is_of_question=True)
    try:
        source.read(body)
    except Misread as error:
        return Refusal(
            f"its answer cannot be read ({error})"[:200], is_of_question=source.sends_pages and _is_page(body)
        )
    return None


def _is_wall(body: bytes) -> bool:
    """Whether it is a page that asks whether one is human; a title may say so, too, so only pages count."""
    start = body[:4096].lower()
    return _is_page(body) and (b"not a bot" in start or b"challenge" in start or b"captcha" in start)


def _is_page(body: bytes) -> bool:
    return body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
