"""
Every error that zotsync raises on purpose:

* ZotsyncError                     say what, where, and the next step, in one line
  - UsageError                     the call's words are wrong                          exit 2
  - ConfigError                    zotsync.toml, the lock or the environment           exit 3
  - InputError                     a list, .bib file or note that cannot be read       exit 3
  - LibraryError                   the library or the network                          exit 4
    + AccessError                  no key, a wrong key, a key without the right
    + Halted                       the plan looks like an accident; which flag goes on
    + Moved                        the library changed meanwhile: look again, plan again
    + Unavailable                  no answer in time; nothing is known of what was done

Bad data inside a readable file is not an error: it is a value in a report (`zotsync.model.Finding`),
and the rest goes on.
"""

from __future__ import annotations

__all__ = [
    "AccessError",
    "ConfigError",
    "Halted",
    "InputError",
    "LibraryError",
    "Moved",
    "Unavailable",
    "UsageError",
    "ZotsyncError",
]


class ZotsyncError(Exception):
    """The base of all; `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(ZotsyncError):
    """The arguments do not fit together."""

    exit_code = 2


class ConfigError(ZotsyncError):
    """The configuration, the lock or the environment does not say what is needed."""

    exit_code = 3


class InputError(ZotsyncError):
    """A file that is needed as a whole cannot be read."""

    exit_code = 3


class LibraryError(ZotsyncError):
    """A Zotero library refused or could not do what was asked."""

    exit_code = 4


class AccessError(LibraryError):
    """The key is missing, wrong, or lacks a right."""


class Halted(LibraryError):
    """A brake stopped the plan before the first write."""


class Moved(LibraryError):
    """Somebody else wrote to the library since it was looked at (HTTP 412)."""


class Unavailable(LibraryError):
    """No usable answer: time-out, dropped connection, 5xx. What was sent may have been done or not."""
