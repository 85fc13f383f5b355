"""`zotsync resolve --review`: a person goes through what no source settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .output import as_json, is_someone_there, plural, visible

if TYPE_CHECKING:
    from ..app.reference import Both
    from ..app.workspace import Workspace
    from ..codecs.doubts import Doubt, Offer

__all__ = ["go_through", "line"]

_HELP = """\
   a number      it is that candidate
   DOI, arXiv id or link
                 it is that work: it is looked up and shown first
   p             it is no paper, and left out everywhere
   u             no source has it; it is not looked up again
   s, or Enter   decide later
   q             stop here; what you decided is kept (zotsync identify LIST:LINE --forget takes it back)
"""


def go_through(workspace: Workspace, reference: Both, *, json: bool) -> None:
    """
    Ask a person about each doubt; where nobody is there, only show them.

    Raises:
        click.exceptions.Exit: something is left to decide (1).
    """
    from ..app.build import build
    from ..app.decide import open_doubts

    doubts = open_doubts(workspace)
    if json or not is_someone_there():
        _only_show(doubts, json)
        return
    if doubts:
        click.echo(_HELP, nl=False)
    left = 0
    for number, doubt in enumerate(doubts, 1):
        click.echo(f"\n{number} of {len(doubts)}")
        _present(doubt)
        answer = _ask(workspace, doubt, reference)
        if answer == "quit":
            left += len(doubts) - number + 1
            break
        left += answer == "skip"
    build(workspace)
    click.echo(f"decided {len(doubts) - left}, left {left}" if doubts else "nothing to decide")
    if left:
        raise click.exceptions.Exit(1)


def _only_show(doubts: tuple[Doubt, ...], json: bool) -> None:
    if json:
        as_json({"doubts": doubts})
    else:
        for doubt in doubts:
            _present(doubt)
        click.echo(f"{plural(len(doubts), 'entry')} to decide: this asks questions, so run it in a terminal")
    if doubts:
        raise click.exceptions.Exit(1)


def line(offer: Offer) -> str:
    """A candidate on one line."""
    return visible(". ".join((offer.record.work.title, *_details(offer))))


def _details(offer: Offer) -> tuple[str, ...]:
    work = offer.record.work
    names = [one.family or one.literal for one in work.creators[:3]]
    people = ", ".join(names) + (" et al." if len(work.creators) > 3 or work.and_others else "")
    place = work.container_title_short or work.container_title or (work.arxiv_class and "arXiv")
    found = ", ".join(str(one) for one in work.identifiers)
    return tuple(part for part in (people, work.issued[:4], place, found) if part)


def _present(doubt: Doubt) -> None:
    click.echo(f"{doubt.list}:{doubt.line}: {click.style(visible(doubt.title), bold=True)}")
    if doubt.url:
        click.echo(f"   link: {visible(doubt.url)}")
    click.echo(f"   {doubt.why}")
    for number, offer in enumerate(doubt.offers, 1):
        _present_offer(offer, f"{number}  ")


def _present_offer(offer: Offer, front: str = "") -> None:
    """Title, what else is known and the evidence, each on a line: wide characters then break no column."""
    click.echo(f"   {front}{visible(offer.record.work.title)}")
    indent = " " * (3 + len(front))
    click.echo(f"{indent}{visible('. '.join(_details(offer)))}")
    click.echo(f"{indent}{click.style(f'{visible(offer.evidence)} ({offer.score:.2f})', dim=True)}")


def _ask(workspace: Workspace, doubt: Doubt, reference: Both) -> str:
    """What the person decided: `done`, `skip` or `quit`; Ctrl-C and the end of input are `quit`."""
    numbers = {0: "", 1: "1, "}.get(len(doubt.offers), f"1-{len(doubt.offers)}, ")
    question = f"   {numbers}DOI, arXiv id, link, p, u, s, q, ?"
    try:
        while True:
            answer = str(click.prompt(question, default="s", show_default=False)).strip()
            if answer == "?":
                click.echo(_HELP, nl=False)
            elif answer.casefold() in ("s", "q"):
                return {"s": "skip", "q": "quit"}[answer.casefold()]
            elif _decided(workspace, doubt, reference, answer):
                return "done"
    except click.Abort:
        click.echo()
        return "quit"


def _decided(workspace: Workspace, doubt: Doubt, reference: Both, answer: str) -> bool:
    """Whether an answer settles an entry."""
    from ..app import decide

    if answer.casefold() == "p":
        decide.refuse(workspace, doubt)
        return True
    if answer.casefold() == "u":
        decide.leave(workspace, doubt)
        return True
    if answer.isdecimal() and 1 <= int(answer) <= len(doubt.offers):
        offer = doubt.offers[int(answer) - 1]
        how = f"{int(answer)} of {len(doubt.offers)}; {offer.evidence}"
        click.echo(f"   {decide.choose(workspace, doubt, offer.record, how)}")
        return True
    wanted = decide.identifier_in(answer)
    if wanted is None:
        click.echo("   that is neither a candidate nor a DOI, arXiv id or link to one; ? explains")
        return False
    found = decide.look_up(workspace, doubt, wanted, reference)
    if found is None:
        silent = ", ".join(reference.unavailable)
        click.echo(f"   no source has {wanted}" + (f" (not asked, or silent: {silent})" if silent else ""))
        return False
    _present_offer(found)
    if not click.confirm("   this one?", default=True):
        return False
    click.echo(f"   {decide.choose(workspace, doubt, found.record, str(wanted))}")
    return True
