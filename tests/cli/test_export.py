"""`zotsync export`: what a document cites, and how it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.app.export import Request, changes
from zotsync.app.workspace import open_workspace
from zotsync.cli import cli


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "export", *arguments])


def test_only_what_a_document_cites(example: Path) -> None:
    paper = example / "paper"
    paper.mkdir()
    main = paper / "main.tex"
    main.write_text("\\citep[see][]{dao2022flashattention}\\input{two}\n% \\cite{pope2023efficiently}\n")
    paper.joinpath("two.tex").write_text("\n\\textcite{agrawal2023sarathi}\\cite{Kwon2023efficient}")

    done = run(example, "--cited", str(main), "-o", str(paper / "refs.bib"))
    text = paper.joinpath("refs.bib").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@inproceedings{dao2022flashattention,",
        "@misc{agrawal2023sarathi,",
        "@inproceedings{kwon2023efficient,",
    ]
    assert done.exit_code == 1
    assert f"{paper / 'two.tex'}:2: warning: 'Kwon2023efficient' is 'kwon2023efficient'" in done.stderr


def test_a_key_that_is_not_there_is_named_with_the_nearest(example: Path) -> None:
    main = example / "main.md"
    main.write_text("As @dao2022flashatention says.\n\nAnd @nobody1999.\n")

    done = run(example, "--cited", str(main))
    assert done.exit_code == 1
    assert (
        f"{main}:1: error: there is no work 'dao2022flashatention'; did you mean 'dao2022flashattention"
        in done.stderr
    )
    assert f"{main}:3: error: there is no work 'nobody1999'; " in done.stderr


def test_a_document_that_is_not_there_is_told_in_one_line(example: Path) -> None:
    done = run(example, "--cited", str(example / "no.aux"))

    assert done.exit_code == 3
    assert done.stderr == f"zotsync: {example / 'no.aux'}: cannot be read (No such file or directory)\n"


def test_an_alias_names_its_entry(example: Path) -> None:
    library = example / "bib" / "library.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(text + "\n@book{mine, title = {Mine}, ids = {old, older}}\n", encoding="utf-8")
    main = example / "main.typ"
    main.write_text("@older, @fig <fig>")

    done = run(example, "--cited", str(main))
    assert done.exit_code == 0
    assert "@book{mine, title = {Mine}, ids = {old, older}}" in done.output


def test_all_is_asked_for_by_nocite(example: Path) -> None:
    main = example / "main.aux"
    main.write_text("\\citation{*}\n")
    every = run(example).output

    assert sorted(run(example, "--cited", str(main)).output) == sorted(every)


def test_a_file_that_is_taken_in_and_not_there_is_told(example: Path) -> None:
    main = example / "main.tex"
    main.write_text("\\input{gone}")

    done = run(example, "--cited", str(main))
    assert "main.tex: warning: 'gone', which it takes in, is not there" in done.stderr


def test_dialect_venues_and_fields(example: Path) -> None:
    done = run(
        example, "--dialect", "biblatex", "--venues", "short", "--omit", "abstract,URL", "LLM Serving System"
    )

    assert "  booktitle = {OSDI},\n" in done.output
    assert "url = " not in done.output
    assert "  date = {2022" in done.output


def test_watching_tells_of_every_change(example: Path) -> None:
    main = example / "main.tex"
    main.write_text("\\cite{a}\\input{two}")
    two = example / "two.tex"
    two.write_text("")
    acts = iter(
        (
            lambda: None,
            lambda: two.write_text("\\cite{b}"),
            lambda: None,
            lambda: example.joinpath("bib", "library.bib").write_text("% nothing\n"),
            main.unlink,
        )
    )
    seen = changes(open_workspace(example), Request(cited=(main,)), lambda: next(acts)())

    next(seen)
    next(seen)
    assert len(list(acts)) == 3


def test_watching_waits_for_the_end_of_what_latex_writes(example: Path) -> None:
    main = example / "main.aux"
    written, end = "\\relax\n\\citation{a}\n", "\\gdef \\@abspage@last{1}\n"
    # The last one has stopped at an error, or is of a LaTeX that writes no end.
    states = [written + end, "", None, None, written, written + "\\citation{b}\n" + end, written]

    def wait() -> None:
        if states and (state := states.pop(0)) is not None:
            main.write_text(state)

    seen = changes(open_workspace(example), Request(cited=(main,)), wait)
    found = [next(seen).asked for _ in range(4)]

    assert [one and list(one.keys) for one in found] == [None, ["a"], ["a", "b"], ["a"]]
    assert states == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bib/library.bib", "this is the library itself"),
        ("bib/llm-serving-system.bib", "zotsync build makes this file"),
        ("zotsync.lock", "the workspace is made from this file"),
        ("seeds/inbox.md", "what stands there is read as a list"),
        ("notes/vaswani2017attention.md", "notes is the folder of reading notes"),
        ("notes", "notes is the folder of reading notes"),
        (".zotsync/state.sqlite", ".zotsync is the folder of zotsync's memory"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [("--format", "bibtex"), ("--format", "bibtex", "--merge"), ("--format", "ris"), ("--for", "jabref")],
)
def test_no_export_writes_over_a_file_of_the_workspace(
    example: Path, name: str, said: str, words: tuple[str, ...]
) -> None:
    before = files_of(example)

    done = run(example, "-o", str(example / name), *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert files_of(example) == before


@pytest.mark.parametrize(
    ("output", "form"),
    [
        ("x.md", ["--format", "csv"]),
        ("x.tex", ["--format", "csv"]),
        ("x.typ", ["--format", "bibtex", "--merge"]),
        ("part.tex", ["--format", "plain"]),
    ],
)
def test_no_export_writes_over_a_document_that_it_reads(example: Path, output: str, form: list[str]) -> None:
    (example / "x.md").write_text("As @dao2022flashattention says.\n")
    (example / "x.typ").write_text("As @dao2022flashattention says.\n")
    (example / "x.tex").write_text("\\input{part}")
    (example / "part.tex").write_text("\\cite{dao2022flashattention}")
    document = "x.tex" if output == "part.tex" else output
    before = files_of(example)

    done = run(example, "--cited", str(example / document), *form, "-o", str(example / output))
    assert done.exit_code == 2
    said = "what is cited is read from this document; name another file"
    assert done.stderr == f"zotsync: {example / output}: {said}\n"
    assert files_of(example) == before


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_a_document_cites_goes_to_other_programs_too(example: Path) -> None:
    library = example / "bib" / "library.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(text + "\n@book{mine, title = {Mine}, ids = {old}}\n", encoding="utf-8")
    main = example / "main.md"
    main.write_text("As @dao2022flashattention and @old say.\n")

    done = run(example, "--cited", str(main), "-o", str(example / "refs.json"))
    items = json.loads((example / "refs.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in items] == ["dao2022flashattention", "mine"]
    assert f"{main}:1: warning: 'old' is 'mine' in the library, and only .bib files hold both" in done.stderr

    rdf = run(example, "--cited", str(main), "--for", "zotero").stdout
    assert "dao2022flashattention" in rdf
    assert "kwon2023efficient" not in rdf


def test_merging_is_for_bib_files(example: Path) -> None:
    done = run(example, "-o", str(example / "refs.json"), "--merge")

    assert done.exit_code == 2
    assert "--merge edits .bib files, not csl-json" in done.stderr


def test_a_cited_entry_that_cannot_be_read_is_told(example: Path) -> None:
    library = example / "bib" / "library.bib"
    text = library.read_text(encoding="utf-8")
    library.write_text(text + "\n@book{mine, title = {Mine\n", encoding="utf-8")
    main = example / "main.tex"
    main.write_text("\\cite{mine,dao2022flashattention}")

    done = run(example, "--cited", str(main))
    assert done.exit_code == 1
    assert "@book{mine" not in done.stdout
    assert f"library.bib:{text.count(chr(10)) + 2}: error: this entry is left out" in done.stderr


MINE = "% my references\n@article{mine, title = {Mine}, year = 2015}\n"


def test_a_bib_that_people_wrote_is_not_replaced(example: Path) -> None:
    refs = example / "refs.bib"
    refs.write_text(MINE, encoding="utf-8")

    done = run(example, "-o", str(refs))
    assert done.exit_code == 2
    assert done.stderr == (
        f"zotsync: {refs}: not made by zotsync export, so it is not replaced; --merge edits it and keeps what "
        "others wrote, or name another file\n"
    )
    assert refs.read_text(encoding="utf-8") == MINE
    assert "refs.bib: +" in run(example, "-o", str(refs), "--merge").stdout
    assert run(example, "-o", str(refs)).exit_code == 2
    assert MINE.splitlines()[1] in refs.read_text(encoding="utf-8")


def test_an_export_replaces_an_export_and_an_empty_file(example: Path) -> None:
    refs = example / "refs.bib"
    refs.touch()

    assert run(example, "-o", str(refs), "--fields", "title").exit_code == 0
    assert run(example, "-o", str(refs)).exit_code == 0
    assert "author" in refs.read_text(encoding="utf-8")


def test_a_field_that_no_entry_has_is_told(example: Path) -> None:
    done = run(example, "--fields", "titel,year")

    assert "no entry has a field 'titel'; did you mean 'title'?" in done.stderr
    assert "year" not in done.stderr
    assert done.exit_code == 0


def test_a_merge_names_fields_as_a_bib_does(example: Path) -> None:
    refs = example / "refs.bib"
    run(example, "-o", str(refs), "--merge")
    text = refs.read_text(encoding="utf-8")
    entry = text.index("@inproceedings{kwon2023efficient")
    refs.write_text(
        text[:entry] + text[entry:].replace("author = {", "author = {Doe, Jane and ", 1), encoding="utf-8"
    )

    assert "kwon2023efficient: author or editor: " in run(example, "-o", str(refs), "--merge", "-n").stdout
