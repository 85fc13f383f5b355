"""Every command: help with an example, JSON, exit codes, and one line for a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from zotsync.cli import COMMANDS, cli

from ..conftest import ROOT
from ..server.zotero import NO_GROUPS, READ_ONLY, ZoteroServer


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], env=environment)


def failed(result: Result, code: int, *words: str) -> None:
    """One line that says what is wrong, and the documented exit code."""
    assert result.exit_code == code, result.output
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_an_example_and_a_place_in_the_documentation(name: str) -> None:
    result = run(name, "--help")
    docs = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )

    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"zotsync {name}" in result.output
    assert f"zotsync {name}" in docs


def test_the_help_names_every_command_and_exit_code() -> None:
    result = run("--help")

    assert all(f"  {name} " in result.output for name in COMMANDS)
    assert "4  the library or the network failed" in result.output


def test_a_word_that_is_no_command_is_a_usage_error_with_the_one_that_was_meant() -> None:
    failed(run("snyc"), 2, "there is no command 'snyc'; did you mean 'sync'?")
    failed(run("frobnicate"), 2, "zotsync --help")


def test_from_nothing_to_a_synced_library(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    made = run("init", folder)
    built = run("-C", folder, "build")
    synced = run("-C", folder, "sync")
    again = run("-C", folder, "sync")

    assert [one.exit_code for one in (made, built, synced, again)] == [0, 0, 0, 0]
    assert (folder / "bib" / "vaswani2017attention.bib").exists() is False
    assert "1 list, 1 entry, 1 work in 1 topic" in built.output
    assert "created 1 collection, 1 item, 1 note in the embedded library" in synced.output
    assert "nothing to do" in again.output
    assert ".zotsync/" in (folder / ".gitignore").read_text(encoding="utf-8")


def test_init_touches_nothing_that_is_there(tmp_path: Path) -> None:
    run("init", tmp_path)
    (tmp_path / "zotsync.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("*.pdf", encoding="utf-8")
    second = run("init", tmp_path)
    third = run("init", tmp_path)

    assert second.exit_code == 0
    assert (tmp_path / "zotsync.toml").read_text(encoding="utf-8") == "# mine\n"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.pdf\n.zotsync/\n"
    assert "nothing to do" in third.output


@pytest.mark.parametrize("name", ["build", "sync", "status", "check"])
def test_json_is_one_object(name: str, example: Path) -> None:
    result = run("-C", example, name, "--json")

    assert isinstance(json.loads(result.stdout), dict)


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    run("init", tmp_path)
    before = sorted(tmp_path.rglob("*"))
    build = run("-C", tmp_path, "build", "--dry-run")
    sync = run("-C", tmp_path, "sync", "--dry-run", "--json")

    assert "would write" in build.output
    assert [one["action"] for one in json.loads(sync.stdout)["actions"]] == ["create"] * 3
    assert [path for path in sorted(tmp_path.rglob("*")) if ".zotsync" not in path.parts] == before


def test_a_check_with_findings_ends_with_1_and_without_with_0(example: Path, tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    run("init", tmp_path / "clean")
    (tmp_path / "clean" / "seeds" / "reading-list.md").write_text("# Nothing yet\n", encoding="utf-8")

    assert run("-C", tmp_path / "clean", "check").exit_code == 0
    found = run("-C", example, "check")
    assert found.exit_code == 1
    assert "seeds/llm-papers-we-recommend.md:39: warning: " in found.output
    assert "[link-other-work]" in found.output


def test_a_new_workspace_is_no_reason_to_fail_and_its_works_are_told_in_one_line(tmp_path: Path) -> None:
    run("init", tmp_path)
    text = "## A\n\n- **First Title of All** (2020)\n- **Second Title of All** (2021)\n"
    (tmp_path / "seeds" / "reading-list.md").write_text(text, encoding="utf-8")
    all_lists, one_list = run("-C", tmp_path, "check"), run("-C", tmp_path, "check", "reading-list.md")

    assert (all_lists.exit_code, one_list.exit_code) == (0, 0)
    assert all_lists.output.splitlines() == [
        "seeds/reading-list.md:3: info: 2 entries not verified yet, the first here; "
        "`zotsync check reading-list.md` names all [unverified]",
        "2 findings, none of them to look at",
    ]
    assert one_list.output.count("[unverified]") == 2
    assert len(json.loads(run("-C", tmp_path, "check", "--json").stdout)["findings"]) == 2


def test_lines_tell_what_became_of_each(example: Path) -> None:
    result = run("-C", example, "check", "--lines", "seeds/llm-papers-annotated.md")
    lines = result.output.splitlines()

    assert lines[0] == "llm-papers-annotated.md:1: topic: Model"
    start = "llm-papers-annotated.md:24: entry: On the Opportunities and Risks of Foundation Models ("
    assert any(line.startswith(start) and line.endswith(")") for line in lines), (
        "the rule, and how sure it is"
    )
    assert result.exit_code == 0


def test_export_writes_a_topic_in_ascii(example: Path, tmp_path: Path) -> None:
    result = run("-C", example, "export", "--ascii", "Model", "-o", tmp_path / "refs.bib")
    text = (tmp_path / "refs.bib").read_text(encoding="utf-8")

    assert result.exit_code == 0
    assert text.isascii()
    assert text.count("\n@") == 13
    failed(run("-C", example, "export", "Modle"), 2, "did you mean 'Model'")


def test_export_makes_the_folder_that_it_writes_into(example: Path, tmp_path: Path) -> None:
    assert run("-C", example, "export", "Model", "-o", tmp_path / "paper" / "bib" / "x.bib").exit_code == 0
    assert (tmp_path / "paper" / "bib" / "x.bib").is_file()
    failed(run("-C", example, "export", "-o", tmp_path / "paper" / "bib" / "x.bib" / "y.bib"), 3, "x.bib")


# --- mistakes ---------------------------------------------------------------------------------------------


def test_a_folder_without_a_workspace(tmp_path: Path) -> None:
    failed(run("-C", tmp_path, "build"), 3, "zotsync init")
    failed(run("-C", tmp_path / "nowhere", "build"), 3, "no such folder")


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("zotsync.toml", "seeds = 1", "wrong kind"),
        ("zotsync.toml", '[library]\napi_key = "x"', "ZOTERO_API_KEY"),
        ("zotsync.lock", "{", "zotsync.lock:1"),
    ],
)
def test_a_file_that_is_not_usable(tmp_path: Path, file: str, text: str, words: str) -> None:
    run("init", tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")

    failed(run("-C", tmp_path, "build"), 3, words)


def test_a_list_that_does_not_exist(example: Path) -> None:
    failed(run("-C", example, "check", "nothing.md"), 2, "there is no list 'nothing.md'")
    failed(run("-C", example, "check", "llm-paper-annotated.md"), 2, "did you mean 'llm-papers-annotated.md'")


# --- the shell --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("-C {} export mod", ["Model"]),
        ("-C {} identify a.md:1 VASW", ["vaswani2017attention"]),
        ("-C {} rekey VASW", ["vaswani2017attention"]),
        ("-C {} conflicts vasw", ["vaswani2017attention"]),
        ("-C {} check llm-papers-a", ["llm-papers-annotated.md"]),
        ("-C {}/nowhere check llm", []),
    ],
)
def test_the_shell_offers_what_the_workspace_holds(words: str, offered: list[str], example: Path) -> None:
    *before, incomplete = words.format(example).split()
    found = ShellComplete(cli, {}, "zotsync", "_ZOTSYNC_COMPLETE").get_completions(before, incomplete)

    assert [one.value for one in found] == offered


def test_a_library_without_a_key_or_number(tmp_path: Path) -> None:
    run("init", tmp_path)

    failed(run("-C", tmp_path, "sync", "--library", "group:1"), 4, "ZOTERO_API_KEY")
    failed(
        run("-C", tmp_path, "sync", ZOTERO_LIBRARY_TYPE="group", ZOTERO_LIBRARY_ID="x"),
        3,
        "ZOTERO_LIBRARY_ID",
    )
    for which in ("cloud", "group", "group:my-lab", "embedded:1"):
        failed(run("-C", tmp_path, "sync", "--library", which), 2, "group:ID", "a number")


def test_status_names_the_library_that_a_sync_goes_to(tmp_path: Path) -> None:
    run("init", tmp_path)
    group = {"ZOTERO_LIBRARY_TYPE": "group", "ZOTERO_LIBRARY_ID": "7"}

    assert "library: embedded" in run("-C", tmp_path, "status").output
    assert "library: group 7" in run("-C", tmp_path, "status", **group).output


def test_init_says_where_to_go_on(tmp_path: Path) -> None:
    there = run("-C", tmp_path, "init", "my papers").output

    assert f"cd '{tmp_path / 'my papers'}' && zotsync build" in there


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    run("init", tmp_path)
    environment = {
        "ZOTERO_API_KEY": "secretsecretsecret",
        "ZOTERO_BASE_URL": "http://127.0.0.1:9",
        "NO_PROXY": "*",
    }
    result = run("-C", tmp_path, "sync", "--library", "group:1", **environment)

    failed(result, 4, "127.0.0.1 cannot be reached")
    assert "secret" not in result.output


@pytest.mark.server
def test_each_kind_of_refusal_has_its_own_answer(example: Path, zotero_server: ZoteroServer) -> None:
    user, stranger = zotero_server.new_user(), zotero_server.new_user()
    full, read_only = zotero_server.new_key(user), zotero_server.new_key(user, READ_ONLY)
    no_groups = zotero_server.new_key(user, NO_GROUPS)
    zotero_server.new_key(stranger)
    group, foreign = zotero_server.new_group(user), zotero_server.new_group(stranger)
    cases = {
        "wrong key": ("wrongkeywrongkeywrongkey", group, "does not know this API key"),
        "read-only": (read_only, group, "may read group"),
        "no groups": (no_groups, group, "has no access to group"),
        "foreign group": (full, foreign, f"group {foreign}"),
    }
    said = set()
    for key, number, words in cases.values():
        result = run(
            "-C",
            example,
            "sync",
            ZOTERO_API_KEY=key,
            ZOTERO_LIBRARY_TYPE="group",
            ZOTERO_LIBRARY_ID=str(number),
            ZOTERO_BASE_URL=zotero_server.url,
        )
        failed(result, 4, words)
        assert key not in result.output
        said.add(result.stderr)

    assert len(said) == len(cases)


# --- the README -------------------------------------------------------------------------------------------


def test_the_session_in_the_readme_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    session = readme.partition("<!-- session -->\n```console\n")[2].partition("```")[0]
    run("init", tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = [line.removeprefix("$ zotsync ") for line in session.splitlines() if line.startswith("$ ")]
    seen = "".join(f"$ zotsync {command}\n{run(*command.split()).output}" for command in commands)

    assert seen == session
    assert len(commands) >= 5
