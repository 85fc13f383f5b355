"""`zotsync export --merge`: a .bib file that co-authors edit too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zotsync.cli import cli

LIST = """# Papers

- Attention Is All You Need. Vaswani et al. 2017. https://arxiv.org/abs/1706.03762
- A Study of Things. Doe. 2020. https://doi.org/10.1145/3341301.3359646

## Serving

- Orca: A Distributed Serving System. Yu. 2022. https://www.usenix.org/conference/osdi22/presentation/yu
"""
THEIRS = """% our paper
@article{mine2020,
  author = "Doe, Jane",
  title  = "My Own",
  year   = 2020
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("seeds", "paper"):
        tmp_path.joinpath(name).mkdir()
    tmp_path.joinpath("zotsync.toml").write_text('seeds = ["seeds/*.md"]\n')
    tmp_path.joinpath("seeds", "list.md").write_text(LIST)
    tmp_path.joinpath("paper", "refs.bib").write_text(THEIRS)
    run(tmp_path, "build")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *arguments])


def merge(folder: Path, *arguments: str) -> Result:
    return run(folder, "export", "-o", str(folder / "paper" / "refs.bib"), "--merge", *arguments)


def refs(folder: Path, old: str = "", new: str = "") -> str:
    path = folder / "paper" / "refs.bib"
    text = path.read_text(encoding="utf-8")
    if old:
        assert old in text
        path.write_text(text := text.replace(old, new), encoding="utf-8")
    return text


def library(folder: Path, old: str = "", new: str = "") -> str:
    path = folder / "bib" / "library.bib"
    text = path.read_text(encoding="utf-8")
    if old:
        assert old in text
        path.write_text(text := text.replace(old, new), encoding="utf-8")
    return text


def test_works_go_in_by_the_habits_of_the_file_and_a_second_run_changes_nothing(folder: Path) -> None:
    done = merge(folder)
    text = refs(folder)

    assert done.exit_code == 0, done.output
    assert THEIRS.partition("\n")[2] in text
    assert '  title  = "Attention Is All You Need",\n' in text
    assert text.count("\n@") == 4
    assert "nothing to do" in merge(folder).stderr
    assert refs(folder) == text


def test_an_edit_of_a_co_author_comes_back_and_one_here_goes_out(folder: Path) -> None:
    merge(folder)
    refs(folder, '"Attention Is All You Need"', '"Attention is all you need!"')
    assert merge(folder, "--dry-run").stderr == "would write bib/library.bib\n"
    library(folder, "{A Study of Things}", "{A Study of All Things}")

    told = merge(folder, "--dry-run")
    assert (
        "library.bib: vaswani2017attention: title: 'Attention Is All You Need' -> 'Attention is all you need!'"
        in (told.output)
    )
    assert "'A Study of Things' -> 'A Study of All Things'" in told.output
    assert "need!" not in library(folder)

    done = merge(folder)
    assert done.exit_code == 0, done.output
    assert "title = {Attention is all you need!}" in library(folder)
    assert '"A Study of All Things"' in refs(folder)
    note = next(folder.glob("notes/vaswani*")).read_text(encoding="utf-8")
    assert "Attention is all you need!" in note
    assert "nothing to do" in merge(folder).stderr


def test_two_edits_of_one_field_are_told_and_stay(folder: Path) -> None:
    merge(folder)
    refs(folder, '"A Study of Things"', '"Their Study"')
    library(folder, "{A Study of Things}", "{Our Study}")

    done = merge(folder)
    assert done.exit_code == 1
    assert "title: agreed 'A Study of Things', library 'Our Study', file 'Their Study'" in done.output
    assert merge(folder).exit_code == 1
    assert '"Their Study"' in refs(folder)
    assert merge(folder, "--prefer", "file").exit_code == 0
    assert "{Their Study}" in library(folder)
    assert "nothing to do" in merge(folder).stderr


def test_what_a_co_author_takes_out_stays_out(folder: Path) -> None:
    merge(folder)
    text = refs(folder)
    start = text.index("@", text.index("% our") + 20)
    entry = text[text.index("@misc{vaswani") : text.index("}\n", text.index("@misc{vaswani")) + 2]
    assert start > 0
    refs(folder, entry, "")

    done = merge(folder)
    assert "taken out there, not added again: vaswani2017attention" in done.output
    assert "vaswani" not in refs(folder)
    main = folder / "paper" / "main.tex"
    main.write_text("\\cite{vaswani2017attention,mine2020}")
    again = merge(folder, "--cited", str(main))
    assert again.exit_code == 0, again.output
    assert "vaswani2017attention" in refs(folder)


def test_entries_of_others_are_adopted_on_request(folder: Path) -> None:
    assert "1 entry of others alone" in merge(folder).output
    assert "mine2020" not in library(folder)
    merge(folder, "--adopt")
    assert "@article{mine2020," in library(folder)
    assert "nothing to do" in merge(folder).stderr


def test_a_clone_without_the_base_goes_on(folder: Path) -> None:
    merge(folder)
    shutil.rmtree(folder / ".zotsync")
    text = refs(folder)

    assert "nothing to do" in merge(folder).stderr
    assert refs(folder) == text
    refs(folder, '"Attention Is All You Need"', '"Changed"')
    merge(folder)
    assert "{Changed}" in library(folder)


def test_a_file_that_a_merge_left_torn_is_not_touched(folder: Path) -> None:
    torn = "<<<<<<< HEAD\n@misc{a, title = {A}}\n=======\n@misc{a, title = {B}}\n>>>>>>> x\n"
    folder.joinpath("paper", "refs.bib").write_text(torn)

    done = merge(folder)
    assert done.exit_code == 3
    assert "refs.bib:1: the conflict of a merge is not resolved" in done.stderr
    assert refs(folder) == torn


def test_a_latin_1_file_stays_one(folder: Path) -> None:
    path = folder / "paper" / "refs.bib"
    path.write_bytes("% Encoding: ISO8859_1\n@book{m, author = {Müller, A}, title = {Ü}}\n".encode("latin-1"))
    merge(folder)

    assert "Müller".encode("latin-1") in path.read_bytes()
    assert "vaswani2017attention" in path.read_bytes().decode("latin-1")


def test_a_new_file_is_made(folder: Path) -> None:
    folder.joinpath("paper", "refs.bib").unlink()

    assert merge(folder, "Serving").exit_code == 0
    assert refs(folder).count("@") == 1


@pytest.mark.parametrize("slip", ['title  = "Attention Is All You Need', "title  = Attention Is All"])
def test_a_slip_of_a_co_author_takes_nothing_away(folder: Path, slip: str) -> None:
    merge(folder)
    before, mine = refs(folder), library(folder)
    whole = 'title  = "Attention Is All You Need"'
    torn = refs(folder, whole, slip)

    done = merge(folder)
    assert done.exit_code == 1
    assert "[half-read]" in done.output
    assert "taken out" not in done.output
    assert (refs(folder), library(folder)) == (torn, mine)
    refs(folder, slip, whole)
    assert "nothing to do" in merge(folder).stderr
    assert (refs(folder), library(folder)) == (before, mine)


def test_a_broken_entry_is_not_taken_for_one_that_was_taken_out(folder: Path) -> None:
    merge(folder)
    refs(folder, '"Attention Is All You Need"', "{Attention Is All You Need")

    done = merge(folder)
    assert "[broken-entry]" in done.output
    assert "taken out" not in done.output
    refs(folder, "{Attention Is All You Need", '"Attention Is Mended"')
    assert "'Attention Is All You Need' -> 'Attention Is Mended'" in merge(folder).output


def test_what_both_sides_write_alike_is_no_conflict_whatever_it_is(folder: Path) -> None:
    entry = "@misc{odd, title = {N\0ul}, url = {https://x.org/{brace}}, author = {X,, Y and A, B, C, D}}\n"
    for path in (folder / "paper" / "refs.bib", folder / "bib" / "library.bib"):
        path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")

    done = merge(folder)
    assert "conflict" not in done.output
    assert "nothing to do" in merge(folder).stderr


def test_what_is_told_of_a_preferred_side_is_what_was_done(folder: Path) -> None:
    merge(folder)
    refs(folder, '"A Study of Things"', '"Their Study"')
    library(folder, "{A Study of Things}", "{Our Study}")

    assert "title: 'Our Study' -> 'Their Study'" in merge(folder, "--prefer", "file").output


def test_an_entry_that_does_not_say_what_it_is_is_no_conflict(folder: Path) -> None:
    path = folder / "paper" / "refs.bib"
    path.write_text("@misc{vaswani2017attention, title = {Attention Is All You Need}}\n")

    assert "conflict" not in merge(folder).output


@pytest.mark.parametrize("knows", [True, False])
def test_a_work_that_has_another_key_here_since_is_not_there_a_second_time(folder: Path, knows: bool) -> None:
    merge(folder)
    before = refs(folder)
    assert "anonymousndorca" in before
    run(folder, "rekey", "anonymousndorca", "yu2022orca")
    if not knows:
        shutil.rmtree(folder / ".zotsync")
    merge(folder)

    assert refs(folder) == before
    library(folder, "Orca: A Dist", "Orca: The Dist")
    merge(folder)
    assert refs(folder) == before.replace("Orca: A Dist", "Orca: The Dist")
