"""What the answer of a Zotero server means, where it is not what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...errors import LibraryError, Moved, Unavailable

__all__ = ["Denied", "strange", "unreachable", "verdict"]


class Denied(Exception):
    """401, 403, 404: no right, or no library. Servers do not tell which; ask for the rights of the key."""

    def __init__(self, status: int, *, writing: bool) -> None:
        self.status = status
        self.writing = writing


def verdict(
    method: str, host: str, status: int, headers: Mapping[str, str], text: str, secret: str
) -> Exception | None:
    """
    The error that an answer stands for; None for a success.

    Args:
        text: the body; the first words of it are shown where nothing better is known.
        secret: what must not be shown, whatever the server says.
    """
    if status in (401, 403, 404):
        # A server of Zotero says why in a few words; a page comes from whatever else stands at the address.
        return _page(host) if text.lstrip().startswith("<") else Denied(status, writing=method != "GET")
    if status == 407:
        return Unavailable(f"The proxy on the way to {host} wants a login: {_PROXY}.")
    if status == 412:
        return Moved("The library changed meanwhile: look at it again.")
    if 300 <= status < 400:
        where = headers.get("Location", "another address")
        return LibraryError(f"{host} has moved to {where}: set ZOTERO_BASE_URL to it.")
    if status >= 400:
        said = " ".join((text.replace(secret, "...") if secret else text).split())
        return LibraryError(f"{host} refused a request ({status}): {said[:200]}")
    if status != 204 and "json" not in headers.get("Content-Type", ""):
        return _page(host)
    return None


def strange(host: str) -> Unavailable:
    """What came is no answer of the protocol."""
    return Unavailable(f"{host} answers, but not as Zotero does: check ZOTERO_BASE_URL, or try again later.")


def _page(host: str) -> Unavailable:
    return Unavailable(
        f"{host} answers with a page, not with data: check ZOTERO_BASE_URL, "
        "and whether this network wants a login first."
    )


_PROXY = "check HTTPS_PROXY and NO_PROXY in the environment"


def unreachable(host: str, reason: str, *, by_proxy: bool = False) -> Unavailable:
    """
    No connection.

    Args:
        reason: what the system says of it.
        by_proxy: the environment names a proxy for this server.
    """
    reason = re.sub(r"^\[Errno -?\d+\] ", "", " ".join(reason.split()))
    if "certificate" in reason.lower():
        return Unavailable(
            f"The connection to {host} is not safe ({_certificate(reason)}): check the clock and the network; "
            "the certificate of a server of your own is named with SSL_CERT_FILE."
        )
    if "SSL" in reason:
        return Unavailable(f"{host} speaks no HTTPS here ({reason}): check ZOTERO_BASE_URL and the network.")
    if by_proxy:
        return Unavailable(f"{host} cannot be reached through the proxy ({reason}): {_PROXY}.")
    return Unavailable(f"{host} cannot be reached ({reason}): check the network and ZOTERO_BASE_URL.")


def _certificate(reason: str) -> str:
    """`certificate has expired` of what OpenSSL says around it."""
    return reason.partition("verify failed: ")[2].partition(" (_ssl")[0] or reason
