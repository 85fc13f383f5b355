"""The configuration refuses what it does not know, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from zotsync.app.init import init
from zotsync.codecs import config
from zotsync.codecs.config import with_library
from zotsync.codecs.seedlist import SUFFIXES
from zotsync.errors import ConfigError


def test_an_empty_file_is_the_default() -> None:
    assert config.read("") == config.Config()


def test_what_init_writes_is_the_default(tmp_path: Path) -> None:
    init(tmp_path)

    assert config.read((tmp_path / "zotsync.toml").read_text(encoding="utf-8")) == config.Config()


def test_every_format_of_lists_is_found_by_default() -> None:
    assert {pattern.removeprefix("seeds/*") for pattern in config.Config().seeds} == set(SUFFIXES)


def test_everything_that_can_be_said() -> None:
    read = config.read(
        """
        seeds = ["a.md"]
        citekey = "{lastname}{year}"
        [library]
        type = "group"
        id = 42
        [topics]
        "A / B" = "C"
        [lists."a.md"]
        root = "Course / 2026"
        skip = ["Tools", "Blogs"]
        title = "Paper"
        """
    )

    assert read == config.Config(
        seeds=("a.md",),
        library_type="group",
        library_id="42",
        citekey="{lastname}{year}",
        topics={("A", "B"): ("C",)},
        lists={"a.md": config.ListOptions(root=("Course", "2026"), skip=("Tools", "Blogs"), title="Paper")},
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seeds = ", "zotsync.toml:1: not readable as TOML: Invalid value"),
        ("citekey = 'x'\n\nseeds = [1 2]\n", "zotsync.toml:3: not readable as TOML: Unclosed array"),
        ("[library\n", "zotsync.toml:1: not readable as TOML"),
        ("sedes = []", "did you mean 'seeds'"),
        ("seeds = 'a.md'", "wrong kind"),
        ("seeds = [1]", "must hold texts"),
        ("citekey = '{author}'", "citation key pattern"),
        ("[library]\ntype = 'cloud'", "embedded, user, group"),
        ("[library]\nurl = 'http://evil.example'", "ZOTERO_BASE_URL"),
        ("[library]\ntypes = ''", "did you mean 'type'"),
        ("[topics]\n'A' = ''", "needs a name"),
        ("[lists]\n'a.md' = 'x'", "root"),
        ("[lists.'a.md']\nrot = 'x'", "did you mean 'root'"),
        ("[lists.'a.md']\nskip = 'Tools'", "wrong kind"),
        ("[lists.'a.md']\nskip = [1]", r"skip in \[lists.\"a.md\"\] must hold texts"),
    ],
)
def test_a_mistake_is_one_clear_error(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        config.read(text)

    assert "\n" not in str(caught.value)


def test_a_key_in_the_file_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="ZOTERO_API_KEY") as caught:
        config.read("[library]\napi_key = 'verysecret'")

    assert "verysecret" not in str(caught.value)


# --- another library --------------------------------------------------------------------------------------

TEMPLATE = """\
# A workspace.
seeds = ["a.md"]  # the list

[library]
type = "embedded"        # or "user" or "group"
# id = 123456            # the number of the user or the group

# Two headings that are one topic.
[topics]
# "A" = "B"
"""


def test_another_library_is_named_where_the_template_has_it() -> None:
    assert with_library(TEMPLATE, "group", "7") == TEMPLATE.replace('"embedded"', '"group"').replace(
        "# id = 123456", "id = 7"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[library]\ntype = "user"\nid = 42\n'),
        ("# mine", '# mine\n\n[library]\ntype = "user"\nid = 42\n'),
        ("[library] # x\n", '[library] # x\ntype = "user"\nid = 42\n'),
        ("[library]\nid = 7 # y\n", '[library]\ntype = "user"\nid = 42 # y\n'),
        ("[library]\ntype='group'\nid='7'\n", '[library]\ntype="user"\nid=42\n'),
        ('[library]\ntype = "group"', '[library]\ntype = "user"\nid = 42\n'),
        ('[library]\r\ntype = "group"\r\n', '[library]\r\ntype = "user"\r\nid = 42\r\n'),
        ("[topics]\na = 'b'\n", "[topics]\na = 'b'\n\n[library]\ntype = \"user\"\nid = 42\n"),
        (
            "[library]\ntype = \"group\"\nid = 7\n[topics]\na = 'b'\n",
            "[library]\ntype = \"user\"\nid = 42\n[topics]\na = 'b'\n",
        ),
    ],
)
def test_all_else_in_the_file_stays_to_the_byte(before: str, after: str) -> None:
    assert with_library(before, "user", "42") == after
    assert with_library(after, "user", "42") == after


@pytest.mark.parametrize("text", ['library = {type = "group", id = 7}', 'library.type = "group"', "nonsense"])
def test_what_is_written_in_another_way_is_for_a_person_to_change(text: str) -> None:
    with pytest.raises(ConfigError):
        with_library(text, "user", "42")


def test_what_resolve_is_told() -> None:
    told = config.read(
        '[resolve]\ncontact = "ada@example.org"\nsources = ["dblp", "arxiv"]\nprefer = "preprint"\nindex = "x"\n'
    ).resolve

    assert (told.contact, told.sources) == ("ada@example.org", ("dblp", "arxiv"))
    assert (told.prefer, told.index) == ("preprint", "x")
    assert len(config.read("").resolve.sources) == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('sources = ["scholar"]', "the source 'scholar' is not known"),
        ('prefer = "newest"', "the version to prefer 'newest' is not known"),
        ('contact = "a\\r\\nX-Evil: 1"', "must be a mail address"),
        ('adress = "x"', "is not known"),
        ('api_key = "x"', "would be published"),
    ],
)
def test_what_resolve_cannot_be_told(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        config.read(f"[resolve]\n{text}\n")
