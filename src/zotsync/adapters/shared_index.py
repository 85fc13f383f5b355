"""A title index that a group shares: OpenSearch or Elasticsearch at an address like `https://host:9200/titles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

import httpx2

from ..codecs.index import opensearch
from ..codecs.sources import Misread
from ..errors import ConfigError, Unavailable
from ..model import Identifier, SourceRecord

__all__ = ["SharedIndex"]

_MOST = 20
_BULK = 2000
_TERMS = 500


class SharedIndex:
    """
    An index on a server.

    Args:
        address: of the index, with its name; a user and a password are not part of it.
        authorization: what the header of that name says, if the server wants one.

    Raises:
        ConfigError: the address is not one of an index, or holds a password.
    """

    def __init__(self, address: str, authorization: str = "", *, timeout: float = 30) -> None:
        parts = urlsplit(address)
        if parts.username or parts.password:
            raise ConfigError(
                "index: the address holds a password; put the header into ZOTSYNC_INDEX_AUTHORIZATION"
            )
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.path.strip("/"):
            raise ConfigError(f"index: {address!r} must name an index, like https://host:9200/titles")
        self._host = parts.hostname
        self._address = address.rstrip("/")
        headers = {"Authorization": authorization} if authorization else {}
        self._client = httpx2.Client(timeout=timeout, headers=headers)
        self.unavailable: Mapping[str, str] = {}

    def __enter__(self) -> SharedIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def search(self, title: str) -> tuple[SourceRecord, ...]:
        """As `TitleIndex.search`; a server that does not answer is `unavailable`, and has nothing."""
        return self._asked(opensearch.by_title(title, _MOST))

    def lookup(self, wanted: Iterable[Identifier]) -> tuple[SourceRecord, ...]:
        """As `TitleIndex.lookup`."""
        wanted = list(wanted)
        portions = (wanted[at : at + _TERMS] for at in range(0, len(wanted), _TERMS))
        return tuple(record for one in portions for record in self._asked(opensearch.by_identifiers(one)))

    def add(self, records: Iterable[SourceRecord]) -> int:
        """
        Put records into the index, which is made where it is not there; how many there were.

        Raises:
            Unavailable: the server does not answer, or refuses records.
        """
        made = self._sent("PUT", "", opensearch.MAPPING.encode(), "application/json")
        if made.is_error and b"already_exists" not in made.content:
            raise Unavailable(f"{self._host}: the index cannot be made ({made.status_code})")
        count = 0
        for portion in _portions(records):
            answer = self._sent("POST", "/_bulk", opensearch.bulk(portion), "application/x-ndjson")
            try:
                refused = opensearch.failures(answer.content)
            except Misread:
                refused = len(portion)
            if refused:
                raise Unavailable(f"{self._host}: {refused} records were refused ({answer.status_code})")
            count += len(portion)
        return count

    def _asked(self, body: str) -> tuple[SourceRecord, ...]:
        if self.unavailable:
            return ()
        try:
            answer = self._sent("POST", "/_search", body.encode(), "application/json")
            return opensearch.hits(answer.content)
        except Unavailable as error:
            self.unavailable = {"index": str(error)}
        except Misread:
            self.unavailable = {"index": f"{self._host}: no answer of an index ({answer.status_code})"}
        return ()

    def _sent(self, method: str, path: str, body: bytes, kind: str) -> httpx2.Response:
        try:
            return self._client.request(
                method, f"{self._address}{path}", content=body, headers={"Content-Type": kind}
            )
        except httpx2.HTTPError as error:
            raise Unavailable(
                f"{self._host}: does not answer ({type(error).__name__}): try again later"
            ) from None


def _portions(records: Iterable[SourceRecord]) -> Iterator[Sequence[SourceRecord]]:
    waiting = iter(records)
    while portion := list(islice(waiting, _BULK)):
        yield portion
