"""
The command line: a thin layer over `zotsync.app`, and the only room that prints.

`zotsync --help` must feel instant, so a command's module, and everything heavy behind it, is imported only
when that command runs.
"""

from __future__ import annotations

import gc
import importlib
import os
from typing import Any

import click

from ..errors import InputError, UsageError, ZotsyncError

__all__ = ["cli", "main"]

COMMANDS = {
    "init": "Make a workspace in a folder.",
    "build": "Make bib/ and notes/ from the reading lists.",
    "sync": "Build, then make files and Zotero library one, both ways.",
    "conflicts": "Go through what both sides changed, and decide.",
    "log": "List the syncs of this clone.",
    "undo": "Take back what a sync did.",
    "login": "Get a key for a Zotero library and keep it in the system's keyring.",
    "logout": "Delete the key of a library from the system's keyring.",
    "doctor": "See whether all is well: workspace, key, server, clone.",
    "status": "Show what the workspace holds, topic by topic.",
    "notes": "List the reading notes, open one, or bring them to a new template.",
    "read": "Show what reading lists hold; no workspace needed.",
    "check": "Show where lists disagree with the records, and what is wrong in .bib files.",
    "resolve": "Look up what the lists name, and put what is sure into the lock.",
    "explain": "Show what is known of a work, and which source says it.",
    "index": "Make a title index of public dumps, to look works up offline.",
    "identify": "Say which work an entry of a list is, or that it is none.",
    "rekey": "Give a work another citation key; the old one stays as an alias.",
    "export": "Write the works, those of a topic or of a document: .bib, RIS, CSL, Word ...",
    "merge-driver": "Merge .bib files, zotsync.lock and notes for git.",
}
"""Name -> what `zotsync --help` says of it."""

EXIT_CODES = """\b
Exit codes:
  0  done
  1  done, but findings or conflicts are left to look at
  2  the command line is wrong
  3  the configuration or a file is not usable
  4  the library or the network failed, or the plan looks like an accident
  130  stopped by Ctrl-C
"""

_STOPPED = 130


class _Lazy(click.Group):
    """A group whose commands are modules of this package, imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from ..core.near import did_you_mean

            hint = did_you_mean(args[0], COMMANDS, "`zotsync --help` lists them")
            raise UsageError(f"there is no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except ZotsyncError as error:
            raise _Failed(str(error), error.exit_code) from error
        except BrokenPipeError:
            raise  # whoever read us has seen enough; click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _Failed(f"{where}{error.strerror or error}", InputError.exit_code) from error
        except KeyboardInterrupt:
            raise _Failed("stopped; nothing is half-done, run it again to go on", _STOPPED) from None


class _Failed(click.ClickException):
    """A user's mistake, or the world's: one line, no traceback."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        return self.code

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        click.secho("zotsync: ", fg="red", bold=True, nl=False, err=True)
        click.echo(self.format_message(), err=True)


@click.group(cls=_Lazy, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=importlib.import_module("zotsync.version").__version__)
@click.option(
    "-C",
    "--directory",
    default=".",
    type=click.Path(file_okay=False),
    help="Work in this folder instead of the current one.",
)
@click.pass_context
def cli(ctx: click.Context, directory: str) -> None:
    """Keep reading lists, BibTeX, a Zotero library and reading notes as one thing.

    \b
    Example:
      zotsync init papers && cd papers
      zotsync build
      zotsync sync --dry-run
    """
    ctx.obj = directory


def main() -> None:
    """The console script."""
    # A run makes millions of small values and hardly a cycle: looking for cycles at every 700th of them
    # would take a third of the time.
    gc.set_threshold(100_000, 50, 100)
    cli(prog_name="zotsync")
