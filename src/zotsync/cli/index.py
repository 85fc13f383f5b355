"""`zotsync index`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .output import as_json, json_option, opened, plural, progress

__all__ = ["command"]


@click.group()
def command() -> None:
    """Make a title index of public dumps, so that `zotsync resolve --offline` finds works without a network.

    \b
    Example:
      zotsync index build arxiv-metadata-oai-snapshot.json dblp.xml.gz
    """


@command.command()
@click.argument("dumps", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    metavar="PLACE",
    default="",
    help="Folder, or address of an index of OpenSearch or Elasticsearch; else what zotsync.toml names.",
)
@json_option
@click.pass_obj
def build(directory: str, dumps: tuple[Path, ...], to: str, json: bool) -> None:
    """Make the index from dumps: arXiv's metadata snapshot, dblp.xml, OpenAlex works as JSON lines, any BibTeX.

    Files that end in .gz are read as they are. What is no work, or cannot be read, is left out and counted. An index
    on this computer is made anew; a shared one keeps what it has. What the header Authorization of a server must say
    is taken from ZOTSYNC_INDEX_AUTHORIZATION.

    \b
    Example:
      zotsync index build arxiv-metadata-oai-snapshot.json
      zotsync index build dblp.xml.gz ours.bib --to https://search.example.org:9200/titles
    """
    from ..app.index import build_index
    from ..app.reference import AUTHORIZATION, place_of_index

    place: Path | str = to if "://" in to else Path(to) if to else place_of_index(opened(directory))
    with progress(not json) as (advance, _):
        done = build_index(dumps, place, authorization=os.environ.get(AUTHORIZATION, ""), progress=advance)
    if json:
        as_json({"records": done.records, "left_out": done.left_out, "place": str(place)})
        return
    click.echo(f"{plural(done.records, 'record')} in {place}")
    for path, count in done.left_out.items():
        click.echo(f"{path}: {plural(count, 'record')} left out: no work, or not readable", err=True)
