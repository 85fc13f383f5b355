"""`zotsync read`: lists without a workspace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.cli import cli
from zotsync.cli.read import _FORMATS
from zotsync.codecs import seedlist

LIST = """\
# The list

## Serving

- **Orca: A Distributed Serving System** (OSDI'22) [[paper]](https://doi.org/10.1145/3600006.3613165)
    - **Authors**: Yu et al.
    - **Note**: [mine](orca.md)

## Attention

- **Attention Is All You Need** (2017) [[paper]](https://arxiv.org/abs/1706.03762v5)
"""


def run(*arguments: str | Path, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["read", *(str(one) for one in arguments)], input=text)


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_formats_of_the_command_are_those_of_the_reader() -> None:
    assert tuple(seedlist.FORMATS) == _FORMATS


def test_an_outline_by_topic(readme: Path) -> None:
    result = run(readme)
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]

    assert result.exit_code == 0
    assert lines == [
        "The list",
        "Serving",
        "5  Orca: A Distributed Serving System  (Yu et al., OSDI'22)  doi:10.1145/3600006.3613165",
        "Attention",
        "11  Attention Is All You Need  (2017)  arxiv:1706.03762",
        "README.md: 2 works in 2 topics; 0 lines left out",
    ]


def test_json_is_one_object_a_line(readme: Path) -> None:
    orca, attention = map(json.loads, run(readme, "--json").stdout.splitlines())

    assert (orca["list"], orca["line"], orca["year"], orca["year_source"]) == ("README.md", 5, 2022, "venue")
    assert (orca["venue_as_written"], orca["venue_source"]) == ("OSDI'22", "entry")
    assert (orca["arxiv"], orca["doi"]) == (None, "10.1145/3600006.3613165")
    assert (orca["authors_as_written"], orca["venue_as_written"]) == ("Yu et al.", "OSDI'22")
    assert (orca["note_link"], orca["extra_urls"]) == ("orca.md", ["orca.md"])
    assert attention["topic_path"] == ["Attention"]
    assert attention["url"] == "https://arxiv.org/abs/1706.03762v5"
    assert attention["rule"]
    assert 0 < attention["confidence"] <= 1


def test_json_is_a_list_again(readme: Path) -> None:
    once = run(readme, "--json").stdout
    again = run("-", "--format", "json", "--json", text=once).stdout
    same = ("title", "year", "arxiv", "doi", "url", "authors_as_written", "topic_path")

    assert [[json.loads(line)[name] for name in same] for line in again.splitlines()] == [
        [json.loads(line)[name] for name in same] for line in once.splitlines()
    ]


def test_csv_is_a_table(readme: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(readme, "--csv").stdout)))

    assert [row["title"] for row in rows] == [
        "Orca: A Distributed Serving System",
        "Attention Is All You Need",
    ]
    assert rows[0]["topic_path"] == "Serving"


def test_a_cell_is_never_a_formula() -> None:
    result = run("-", "--format", "csv", "--csv", text="Title,Notes\n=1+1 is Two Words,x\n")

    assert "'=1+1 is Two Words" in result.stdout


def test_bibtex_has_unique_keys(readme: Path) -> None:
    text = "Title,Year\nA Title of Words,2020\nA Title for Others,2020\nA Title of Words,2020\n"
    result = run("-", "--format", "csv", "--bibtex", text=text)

    assert result.stdout.count("@misc{") == 2
    assert "{anonymous2020title," in result.stdout
    assert "{anonymous2020titlea," in result.stdout
    assert "eprint = {1706.03762}" in run(readme, "--bibtex").stdout


def test_headings_and_columns_may_be_named(readme: Path) -> None:
    result = run(readme, "--skip", "Serving", "--json")

    assert [json.loads(line)["line"] for line in result.stdout.splitlines()] == [11]
    result = run("-", "--format", "csv", "--title", "B", "--json", text="Title,B\nx,A Title of Words\n")
    assert json.loads(result.stdout)["title"] == "A Title of Words"


# --- mistakes ---------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_one_line_and_the_others_are_read(readme: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text(" \n", encoding="utf-8")
    (tmp_path / "old.md").write_bytes("- Über Möglichkeiten der Einschränkung\n".encode("cp1252"))
    (tmp_path / "paper.md").write_bytes(b"%PDF-1.7\n\xff")
    (tmp_path / "noise.md").write_bytes(bytes(range(256)) * 20)
    bad = [
        tmp_path,
        tmp_path / "none.md",
        *(tmp_path / f"{name}.md" for name in ("empty", "old", "paper", "noise")),
    ]
    result = run(*bad[:3], readme, *bad[3:], "--json")

    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 2
    said = result.stderr.splitlines()
    assert len(said) == len(bad)
    for line, words in zip(
        said,
        [
            "this is a folder",
            "No such file",
            "is empty",
            "seems to be in cp1252",
            "this is a PDF",
            "not text",
        ],
        strict=True,
    ):
        assert words in line


def test_a_file_without_permission(readme: Path) -> None:
    readme.chmod(0)
    try:
        readme.read_bytes()
    except PermissionError:
        result = run(readme)
        assert result.exit_code == 3
        assert "Permission denied" in result.stderr
    finally:
        readme.chmod(0o600)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(50_000_000)
    result = run(tmp_path / "large.md")

    assert result.exit_code == 3
    assert "50 MB is too large for a reading list" in result.stderr


def test_words_of_strangers_do_not_reach_the_terminal_as_commands(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- **A \x1b[31m Title \u202e of Words** (2020)\n", encoding="utf-8")

    assert "\x1b[31m" not in run(tmp_path / "a.md").stdout


def test_lines_that_were_left_out_are_told_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text("- [Paper one](https://arxiv.org/abs/1706.03762)\n- ask Ole\n", encoding="utf-8")

    result = run(path, "--left-out")

    assert result.stdout == f"{path}:2: no sign of a paper: no year, link, bold title or label\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("We met on Monday.\n\nIt was fine.\n", "no line is set like an entry"),
        ("- buy milk\n- buy bread\n", "--left-out says why of each line"),
    ],
)
def test_a_file_without_works_is_said_to_have_none(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "prose.md"
    path.write_text(text, encoding="utf-8")

    result = run(path, "--json")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"zotsync: {path}: no works found; {why}\n"


def test_two_forms_at_once_are_a_usage_error(readme: Path) -> None:
    result = run(readme, "--json", "--csv")

    assert result.exit_code == 2
    assert "say one of: --json, --csv, --bibtex, --left-out" in result.stderr


def test_without_files_it_is_a_usage_error() -> None:
    assert run().exit_code == 2
    assert run("-", "--format", "word", text="x").exit_code == 2
