"""The library on a server when things go wrong: every row is an answer that a server or a network gave."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Lock
from typing import Any

import httpx2
import pytest

from zotsync.adapters.credentials import Credentials
from zotsync.adapters.web import Courier, WebLibrary
from zotsync.codecs.zotero import object_key
from zotsync.codecs.zotero.patience import Patience
from zotsync.core.library import BATCH, Library
from zotsync.errors import AccessError, LibraryError, Moved, Unavailable, ZotsyncError
from zotsync.model import Snapshot

KEY = "SeCrEtKeYoFaPeRsOn012345"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


class Server:
    """Gives the scripted answers one after another, the last one again and again; keeps the requests."""

    def __init__(self, *answers: Answer, library_type: str = "group", key: str = KEY) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []
        self.waits: list[float] = []
        self.library = WebLibrary(
            "https://zotero.example",
            library_type,
            7,
            key,
            sleep=self.waits.append,
            clock=NOW.timestamp,
            transport=httpx2.MockTransport(self._answer),
        )

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer


def data(body: Any, version: int = 5, status: int = 200, **headers: str) -> Callable[..., httpx2.Response]:
    total = str(len(body)) if isinstance(body, list) else "0"
    return lambda _: httpx2.Response(
        status,
        json=body,
        headers={"Last-Modified-Version": str(version), "Total-Results": total, **headers},
    )


def text(status: int, body: str = "", **headers: str) -> Callable[..., httpx2.Response]:
    return lambda _: httpx2.Response(status, text=body, headers=headers)


def book(key: str, version: int = 5) -> dict[str, Any]:
    return {"key": key, "version": version, "data": {"key": key, "version": version, "itemType": "book"}}


def report(**parts: Any) -> dict[str, Any]:
    return {"successful": {}, "success": {}, "unchanged": {}, "failed": {}, **parts}


EMPTY = data([])
NEW: dict[str, Any] = {"key": object_key("a"), "version": 0, "itemType": "book", "title": "a"}


def write(server: Server) -> Any:
    return server.library.write("items", [NEW], version=5)


@pytest.fixture(autouse=True)
def _the_key_stays_secret(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does: the key goes into no log."""
    with caplog.at_level(0):
        yield
    assert KEY not in caplog.text


# --- requests ---------------------------------------------------------------------------------------------


def test_nothing_moved_costs_one_request() -> None:
    server = Server(EMPTY)

    assert server.library.snapshot(5) is None
    assert server.library.requests == len(server.requests) == 1
    assert server.requests[0].url.params["since"] == "5"


def test_what_moved_costs_three_requests() -> None:
    server = Server(
        data([book("ABCD2345")]),
        EMPTY,
        data({"items": ["ZZZZ2222"], "collections": ["YYYY2222"]}),
    )
    snapshot = server.library.snapshot(3)

    assert snapshot is not None
    assert [one.key for one in snapshot.items] == ["ABCD2345"]
    assert snapshot.deleted_items == {"ZZZZ2222"}
    assert snapshot.deleted_collections == {"YYYY2222"}
    assert server.library.requests == 3


def library_of(count: int) -> Callable[[httpx2.Request], httpx2.Response]:
    """Answers as a library that holds so many items, or of which so many moved; two were deleted."""
    keys = [object_key(str(i)) for i in range(count)]

    def answer(request: httpx2.Request) -> httpx2.Response:
        start, found = int(request.url.params.get("start", 0)), keys if "/items" in request.url.path else []
        page: Any = [book(key) for key in found[start : start + 100]]
        if "/deleted" in request.url.path:
            page = {"items": ["ZZZZ2222", "YYYY2222"], "collections": []}
        headers = {"Last-Modified-Version": "5", "Total-Results": str(len(found))}
        return httpx2.Response(200, json=page, headers=headers)

    return answer


def test_a_first_look_at_10000_items_costs_101_requests() -> None:
    server = Server(library_of(10_000))
    snapshot = server.library.snapshot()

    assert snapshot is not None
    assert [one.key for one in snapshot.items] == [object_key(str(i)) for i in range(10_000)]
    assert server.library.requests == len(server.requests) == 100 + 1


@pytest.mark.parametrize(("moved", "requests"), [(0, 3), (1, 3), (100, 3), (101, 4), (250, 5)])
def test_k_items_that_moved_cost_a_request_for_each_hundred_and_two(moved: int, requests: int) -> None:
    """One of the two asks for collections, the other for all deletions."""
    server = Server(library_of(moved))
    snapshot = server.library.snapshot(3)

    assert snapshot is not None
    assert (len(snapshot.items), len(snapshot.deleted_items)) == (moved, 2)
    assert server.library.requests == requests


@pytest.mark.parametrize(("new", "requests"), [(0, 0), (1, 1), (50, 1), (51, 2), (120, 3)])
def test_n_new_items_cost_a_request_for_each_fifty(new: int, requests: int) -> None:
    objects = [{**NEW, "key": object_key(str(i))} for i in range(new)]

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent = json.loads(request.content)
        return data(report(unchanged={str(i): one["key"] for i, one in enumerate(sent)}))(request)

    server = Server(answer)
    for i in range(0, new, BATCH):
        server.library.write("items", objects[i : i + BATCH], version=5)

    assert server.library.requests == requests


def test_a_deletion_costs_a_request_for_each_fifty() -> None:
    server = Server(text(204, **{"Last-Modified-Version": "6"}))
    server.library.delete("items", [object_key(str(i)) for i in range(50)], version=5)

    assert server.library.requests == 1
    with pytest.raises(LibraryError, match="at most 50"):
        server.library.delete("items", [object_key(str(i)) for i in range(51)], version=5)


def test_trashed_items_are_asked_for() -> None:
    server = Server(EMPTY)
    server.library.snapshot()

    assert server.requests[0].url.params["includeTrashed"] == "1"


def test_what_the_pages_leave_out_is_fetched_by_key_fifty_at_a_time() -> None:
    """Objects that were written in one second have no order among them; pages then repeat and skip."""
    keys = sorted(object_key(str(i)) for i in range(160))

    def answer(request: httpx2.Request) -> httpx2.Response:
        parameters, total = request.url.params, "160"
        if "/collections" in request.url.path:
            body: Any = []
            total = "0"
        elif parameters.get("format") == "versions":
            body = dict.fromkeys(keys, 5)
        elif "itemKey" in parameters:
            asked = parameters["itemKey"].split(",")
            assert len(asked) <= 50
            body = [book(key) for key in asked]
        else:
            body = [book(key) for key in keys[:60]]
        return httpx2.Response(200, json=body, headers={"Last-Modified-Version": "5", "Total-Results": total})

    server = Server(answer)
    snapshot = server.library.snapshot()

    assert snapshot is not None
    assert [one.key for one in snapshot.items] == keys
    assert server.library.requests == 2 + 1 + 2 + 1


def test_every_request_carries_the_key_in_one_header_and_the_api_version() -> None:
    server = Server(
        EMPTY, EMPTY, data(report(unchanged={"0": NEW["key"]})), text(204, **{"Last-Modified-Version": "6"})
    )
    server.library.snapshot()
    write(server)
    server.library.delete("items", ["ABCD2345"], version=5)

    for request in server.requests:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        assert request.headers["Zotero-API-Version"] == "3"
        assert KEY not in str(request.url)


def test_a_write_is_guarded_by_the_library_version_and_needs_no_token() -> None:
    server = Server(data(report(unchanged={"0": NEW["key"]}), version=6))
    write(server)
    (request,) = server.requests

    assert request.method == "POST"
    assert request.url.path == "/groups/7/items"
    assert request.headers["If-Unmodified-Since-Version"] == "5"
    assert "Zotero-Write-Token" not in request.headers
    assert json.loads(request.content) == [NEW]


def test_a_renamed_collection_is_not_moved() -> None:
    change = {"key": "ABCD2345", "version": 5, "name": "new"}
    server = Server(data(report(unchanged={"0": "ABCD2345"})))
    server.library.write("collections", [change], version=5)

    assert json.loads(server.requests[0].content) == [change]


def test_a_deletion_is_one_guarded_request() -> None:
    server = Server(text(204, **{"Last-Modified-Version": "6"}))

    assert server.library.delete("collections", ["ABCD2345", "EFGH2345"], version=5) == 6
    (request,) = server.requests
    assert request.method == "DELETE"
    assert request.url.params["collectionKey"] == "ABCD2345,EFGH2345"
    assert request.headers["If-Unmodified-Since-Version"] == "5"


def test_a_server_below_a_path_is_found() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url.copy_with(query=None)))
        return EMPTY(request)

    library = WebLibrary(
        "https://lab.example/zotero/", "user", 7, KEY, transport=httpx2.MockTransport(answer)
    )
    library.snapshot()

    assert asked == [f"https://lab.example/zotero/users/7/{kind}" for kind in ("items", "collections")]
    assert library.id == "https://lab.example/zotero/users/7"


# --- waiting ----------------------------------------------------------------------------------------------

LATER = format_datetime(NOW + timedelta(seconds=40), usegmt=True)


@pytest.mark.parametrize(
    ("refusal", "waited"),
    [
        (text(429, **{"Retry-After": "3"}), 3.0),
        (text(429, **{"Retry-After": "2.5"}), 2.5),
        (text(429, **{"Retry-After": LATER}), 40.0),
        (text(429, **{"Retry-After": "soon"}), 30.0),
        (text(429), 30.0),
        (text(503, **{"Retry-After": "7"}), 7.0),
        (text(503), 2.5),
        (text(500), 2.5),
        (text(502, "<html>Bad Gateway"), 2.5),
        (httpx2.ReadTimeout("slow"), 2.5),
        (httpx2.RemoteProtocolError("cut"), 2.5),
    ],
)
def test_a_read_is_tried_again_after_a_wait(refusal: Answer, waited: float) -> None:
    server = Server(refusal, EMPTY)

    assert server.library.snapshot() == Snapshot(5, 0)
    assert server.waits == [waited]


@pytest.mark.parametrize("status", [429, 503])
def test_a_write_that_was_not_begun_is_tried_again(status: int) -> None:
    server = Server(text(status, **{"Retry-After": "3"}), data(report(unchanged={"0": NEW["key"]})))

    assert write(server).unchanged == {0: NEW["key"]}
    assert server.waits == [3.0]
    assert server.requests[0].content == server.requests[1].content


@pytest.mark.parametrize(
    "loss",
    [
        httpx2.ReadTimeout("slow"),
        httpx2.ReadError("reset"),
        httpx2.RemoteProtocolError("cut"),
        text(500, "An error occurred"),
        text(502),
        text(504),
    ],
)
def test_a_write_whose_answer_is_lost_is_never_repeated(loss: Answer) -> None:
    server = Server(loss)

    with pytest.raises(Unavailable, match="may be written"):
        write(server)
    assert len(server.requests) == 1
    with pytest.raises(Unavailable, match="may be written"):
        server.library.delete("items", ["ABCD2345"], version=5)
    assert len(server.requests) == 2
    assert server.waits == []


def test_backoff_holds_back_the_next_request_whatever_it_is() -> None:
    server = Server(data([], Backoff="4"), data([], Backoff="2.5"), data(report(unchanged={"0": NEW["key"]})))
    server.library.snapshot()
    assert server.waits == [4.0]
    write(server)

    assert server.waits == [4.0, 2.5]


def test_a_wait_beside_a_success_is_ours_to_keep() -> None:
    """pyzotero would sleep by itself, and stumble over a date."""
    headers: Any = {"Retry-After": LATER, "Backoff": "1"}
    server = Server(data([], **headers), EMPTY)

    assert server.library.snapshot() == Snapshot(5, 0)
    assert server.waits == [1.0]


def test_a_rest_that_a_server_asks_for_holds_for_every_library_on_it() -> None:
    """All requests of a process share one patience, and a server is left alone for as long as it asks."""
    waits: list[float] = []
    patience = Patience(waits.append, NOW.timestamp)
    answers = httpx2.MockTransport(text(200, "[]", **{"Content-Type": "application/json", "Backoff": "2.5"}))
    with Courier(patience, transport=answers) as one, Courier(patience, transport=answers) as other:
        one.get("https://zotero.example/groups/7/items")
        other.get("https://zotero.example/keys/current")
        other.get("https://another.example/keys/current")

    assert waits == [2.5]


def test_time_that_has_passed_is_not_waited_again() -> None:
    waits: list[float] = []
    times = iter([0.0, 0.0, 0.0, 4.0, 4.0, 4.0])
    patience = Patience(waits.append, lambda: next(times, 4.0))
    answers = httpx2.MockTransport(text(200, "[]", **{"Content-Type": "application/json", "Backoff": "5"}))
    with Courier(patience, transport=answers) as courier:
        courier.get("https://zotero.example/groups/7/items")
        courier.get("https://zotero.example/groups/7/items")

    assert waits == [1.0]


@pytest.mark.parametrize("header", ["Backoff", "Retry-After"])
def test_a_rest_of_hours_ends_the_run_before_the_next_request(header: str) -> None:
    server = Server(text(503, **{header: "7200"}))
    for _ in range(2):
        with pytest.raises(Unavailable, match="7200 seconds"):
            server.library.snapshot()

    assert len(server.requests) == 1
    assert server.waits == []


@pytest.mark.parametrize("header", ["inf", "nan", "1e999", "Fri, 99 Jan 99999 00:00:00 GMT"])
def test_a_rest_that_is_no_time_is_none(header: str) -> None:
    server = Server(data([], Backoff=header))
    server.library.snapshot()

    assert server.waits == []


def test_no_more_than_four_requests_are_on_their_way_at_once() -> None:
    now, most, lock = 0, 0, Lock()
    answer = library_of(3000)

    def slowly(request: httpx2.Request) -> httpx2.Response:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with lock:
            now -= 1
        return answer(request)

    server = Server(slowly)
    server.library.snapshot()

    assert server.library.requests == 31
    assert most == 4


def test_one_page_that_fails_ends_the_look() -> None:
    answer = library_of(3000)
    server = Server(lambda request: (text(400, "no") if "start=500" in str(request.url) else answer)(request))
    with pytest.raises(LibraryError, match="400"):
        server.library.snapshot()

    assert server.library.requests < 31


def test_patience_ends() -> None:
    server = Server(text(503))

    with pytest.raises(Unavailable, match="it answers 503"):
        server.library.snapshot()
    assert server.waits == [2.5, 5.0, 10.0]


def test_a_wait_of_hours_is_told_not_taken() -> None:
    server = Server(text(429, **{"Retry-After": "7200"}))

    with pytest.raises(Unavailable, match="7200 seconds"):
        server.library.snapshot()
    assert server.waits == []


def test_a_network_that_is_locked_out_is_told() -> None:
    server = Server(text(429, "Too many authentication failures"))

    with pytest.raises(AccessError, match="too many wrong keys"):
        server.library.snapshot()
    assert server.waits == []


def test_a_failed_question_leaves_nothing_behind_for_the_next() -> None:
    server = Server(text(400, "bad"), EMPTY)
    with pytest.raises(LibraryError):
        server.library.snapshot(3)
    server.library.snapshot()

    assert server.requests[1].url.params.get("since") == "0"


# --- one version ------------------------------------------------------------------------------------------


def test_a_library_that_moves_while_it_is_read_is_read_again() -> None:
    server = Server(data([], 5), data([], 6), data([], 6), data([], 6))

    assert server.library.snapshot() == Snapshot(6, 0)
    assert server.waits == [10.0]


def test_a_library_that_moves_between_two_pages_is_read_again() -> None:
    answer, reads = library_of(1000), iter(range(1000))

    def moving(request: httpx2.Request) -> httpx2.Response:
        found = answer(request)
        if next(reads) >= 5:
            found.headers["Last-Modified-Version"] = "6"
        return found

    server = Server(moving)
    snapshot = server.library.snapshot()

    assert snapshot is not None
    assert (snapshot.version, len(snapshot.items)) == (6, 1000)
    assert server.waits == [10.0]


def test_a_library_that_never_rests_is_unavailable() -> None:
    versions = iter(range(100))
    server = Server(lambda request: data([], next(versions))(request))

    with pytest.raises(Unavailable, match="all the time"):
        server.library.snapshot()
    assert server.waits == [10.0, 20.0]


def test_a_key_that_was_made_anew_is_not_among_the_deleted() -> None:
    server = Server(data([book("ABCD2345")]), EMPTY, data({"items": ["ABCD2345"], "collections": []}))
    snapshot = server.library.snapshot(3)

    assert snapshot is not None
    assert snapshot.deleted_items == frozenset()


# --- reports ----------------------------------------------------------------------------------------------


def test_a_report_is_read_by_index() -> None:
    objects = [{**NEW, "key": object_key(str(i))} for i in range(4)]
    answer = report(
        successful={"0": book(objects[0]["key"], 6)},
        unchanged={"2": objects[2]["key"]},
        failed={"1": {"code": 412, "message": "&quot;a&quot; moved"}, "3": {"code": 413, "message": "long"}},
    )
    found = Server(data(answer, 7)).library.write("items", objects, version=5)

    assert found.version == 7
    assert found.written[0].version == 6
    assert found.unchanged == {2: objects[2]["key"]}
    assert {i: (one.code, one.message) for i, one in found.failed.items()} == {
        1: (412, '"a" moved'),
        3: (413, "long"),
    }


def test_an_object_that_the_report_passes_over_has_failed() -> None:
    found = Server(data(report())).library.write("items", [NEW], version=5)

    assert found.failed[0].code == 500


def test_a_batch_that_is_refused_whole_for_one_object_is_written_singly() -> None:
    """As zotero-selfhost-server does for a collection that it does not know."""
    objects = [{**NEW, "key": object_key(str(i))} for i in range(3)]
    body = {"failed": [{"code": 409, "message": "no", "data": {}}], "success": [], "successful": []}
    refusal = data(body, 6)
    server = Server(
        refusal,
        data(report(successful={"0": book(objects[0]["key"], 6)}), 6),
        refusal,
        data(report(successful={"0": book(objects[2]["key"], 7)}), 7),
    )
    found = server.library.write("items", objects, version=5)

    assert [sorted(found.written), sorted(found.failed), found.version] == [[0, 2], [1], 7]
    guards = [request.headers["If-Unmodified-Since-Version"] for request in server.requests]
    assert guards == ["5", "5", "6", "6"]


def test_lists_that_a_server_leaves_out_are_empty() -> None:
    snapshot = Server(data([book("ABCD2345")]), EMPTY).library.snapshot()

    assert snapshot is not None
    shown = snapshot.items[0].data
    assert (shown["tags"], shown["collections"], shown["creators"], shown["relations"]) == ([], [], [], {})


# --- refusals ---------------------------------------------------------------------------------------------

GROUP = {"id": 7, "meta": {}, "data": {"owner": 1, "libraryEditing": "members", "libraryReading": "members"}}
ADMINS_ONLY = {**GROUP, "data": {**GROUP["data"], "libraryEditing": "admins"}}  # type: ignore[dict-item]


def person(user: dict[str, bool] | None = None, groups: dict[str, Any] | None = None) -> Any:
    access = {name: part for name, part in (("user", user), ("groups", groups)) if part is not None}
    return {"key": KEY, "userID": 42, "username": "ada", "access": access}


ALL = {"library": True, "notes": True, "write": True}
READ = {"library": True, "notes": True, "write": False}


def at(routes: dict[str, Callable[..., httpx2.Response]], refused: int = 403) -> Server:
    def answer(request: httpx2.Request) -> httpx2.Response:
        found = routes.get(request.url.path)
        return found(request) if found else httpx2.Response(refused, text=f"Invalid key {KEY}")

    return Server(answer)


GROUP_REFUSALS = {
    "wrong key": (at({}), "does not know this API key"),
    "no access": (at({"/keys/current": data(person(ALL))}), "no access to group 7: allow it"),
    "other group": (at({"/keys/current": data(person(ALL, {"8": ALL}))}), "no access to group 7: allow it"),
    "missing group": (
        at({"/keys/current": data(person(ALL, {"all": ALL}))}, 404),
        r"no group 7, or user 42 \(ada\) is not a member",
    ),
    "read only": (
        at({"/keys/current": data(person(ALL, {"all": READ})), "/groups/7": data(GROUP)}),
        "may read group 7, not write",
    ),
    "member": (
        at({"/keys/current": data(person(ALL, {"7": ALL})), "/groups/7": data(ADMINS_ONLY)}),
        "Only admins may write to group 7",
    ),
    "unclear": (
        at({"/keys/current": data(person(ALL, {"7": ALL})), "/groups/7": data(GROUP)}),
        "though the key has the right",
    ),
}


@pytest.mark.parametrize("case", GROUP_REFUSALS)
def test_a_refused_write_says_why_and_what_to_do(case: str) -> None:
    server, words = GROUP_REFUSALS[case]
    with pytest.raises(AccessError, match=words) as caught:
        write(server)

    assert_one_line_without_the_key(caught.value)


def test_the_refusals_are_told_apart() -> None:
    assert len({words for _, words in GROUP_REFUSALS.values()}) == len(GROUP_REFUSALS) - 1


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (person({"library": True, "write": True}), "belongs to user 42"),
        ({**person({}), "userID": 7}, "no access to the personal library"),
        ({**person({"library": True, "write": True}), "userID": 7}, "no access to notes"),
    ],
)
def test_a_personal_library_that_cannot_be_read_says_why(access: Any, words: str) -> None:
    server = Server(text(403), data(access), library_type="user")
    with pytest.raises(AccessError, match=words):
        server.library.snapshot()


def test_without_a_key_the_next_step_is_to_make_one() -> None:
    server = Server(text(403), text(404), key="")
    with pytest.raises(AccessError, match=r"no API key: make one .* ZOTERO_API_KEY"):
        server.library.snapshot()

    assert "Authorization" not in server.requests[0].headers


def test_rights_are_a_value() -> None:
    rights = at({"/keys/current": data(person(ALL, {"7": ALL})), "/groups/7": data(GROUP)}).library.rights()

    assert (rights.read, rights.write, rights.why) == (True, True, "")


def test_a_key_that_hides_the_notes_cannot_read_the_library() -> None:
    """They would look deleted."""
    key = {**person({"library": True, "write": True}), "userID": 7}
    rights = Server(data(key), library_type="user").library.rights()

    assert (rights.read, rights.write) == (False, False)


def test_whether_one_may_write_is_asked_once_and_only_when_it_is_wanted() -> None:
    reader = person(ALL, {"7": READ})
    server = at({"/keys/current": data(reader), "/groups/7": data(GROUP), "/groups/7/items": EMPTY})
    server.library.snapshot(5)
    assert server.library.requests == 1

    assert "may read group 7, not write" in server.library.write_obstacle
    assert server.library.requests == 1 + 2


def test_an_admin_of_a_group_of_admins_may_write() -> None:
    for owner, meta, admins in ((42, {}, []), (1, {"isAdmin": True}, []), (1, {}, [42])):
        group = {**ADMINS_ONLY, "meta": meta}
        group["data"] = {**ADMINS_ONLY["data"], "owner": owner, "admins": admins}  # type: ignore[dict-item]
        library = at({"/keys/current": data(person(ALL, {"7": ALL})), "/groups/7": data(group)}).library

        assert library.write_obstacle == ""


# --- errors -----------------------------------------------------------------------------------------------

ERRORS: dict[str, tuple[Answer, type[ZotsyncError], str]] = {
    "moved": (text(412, "Library has been modified"), Moved, "changed meanwhile"),
    "too large": (text(413, "too large"), LibraryError, "413"),
    "bad request": (text(400, f"Bad {KEY}\n in it"), LibraryError, "400"),
    "html": (text(200, "<html>Welcome", **{"Content-Type": "text/html"}), Unavailable, "a page, not"),
    "a page for all": (text(404, "<!DOCTYPE html><title>Not Found"), Unavailable, "a page, not"),
    "a page of a guard": (text(403, "\n<html>Blocked"), Unavailable, "a page, not"),
    "another server": (text(404, "404 page not found"), Unavailable, "not as Zotero does"),
    "proxy login": (text(407), Unavailable, "proxy on the way to zotero.example wants a login"),
    "deep": (
        lambda _: httpx2.Response(200, content=b"[" * 100_000, headers={"Content-Type": "application/json"}),
        Unavailable,
        "not as Zotero does",
    ),
    "half": (
        lambda _: httpx2.Response(200, content=b'{"succ', headers={"Content-Type": "application/json"}),
        Unavailable,
        "not as Zotero does",
    ),
    "no version": (lambda _: httpx2.Response(200, json=[]), Unavailable, "not as Zotero does"),
    "something else": (data("hello"), Unavailable, "not as Zotero does"),
    "redirect": (text(301, Location="https://new.example/"), LibraryError, "https://new.example/"),
    "refused": (httpx2.ConnectError("[Errno 111] Connection refused"), Unavailable, "cannot be reached"),
    "no name": (httpx2.ConnectError("[Errno -2] Name or service not known"), Unavailable, "Name or service"),
    "tls": (
        httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
        Unavailable,
        "not safe",
    ),
    "proxy": (httpx2.ProxyError("407 Proxy Authentication Required"), Unavailable, "Proxy Authentication"),
}


@pytest.mark.parametrize("case", ERRORS)
@pytest.mark.parametrize("ask", [write, lambda server: server.library.snapshot(3)], ids=["write", "read"])
def test_an_error_is_one_line_with_the_next_step(case: str, ask: Callable[[Server], Any]) -> None:
    answer, error, words = ERRORS[case]
    if case == "redirect" and ask is not write:
        return  # reads follow it
    with pytest.raises(error, match=words) as caught:
        ask(Server(answer))

    assert_one_line_without_the_key(caught.value)


def test_a_mistake_of_ours_is_not_taken_for_one_of_the_server() -> None:
    with pytest.raises(TypeError):
        Server(EMPTY).library.write("items", [{**NEW, "title": object()}], version=5)


def assert_one_line_without_the_key(error: BaseException) -> None:
    assert "\n" not in str(error)
    assert len(str(error)) < 300
    assert KEY not in "".join(traceback.format_exception(error))


def test_an_unreachable_server_is_told_at_once() -> None:
    server = Server(httpx2.ConnectError("no route"))
    with pytest.raises(Unavailable):
        server.library.snapshot()

    assert server.waits == []


# --- the key ----------------------------------------------------------------------------------------------


def test_no_repr_shows_the_key() -> None:
    credentials = Credentials(KEY, "group", 7)
    library = WebLibrary.open(credentials)

    assert repr(library) == "WebLibrary('https://api.zotero.org/groups/7')"
    assert KEY not in repr(credentials) + str(credentials) + repr(library)


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY} ", f"密{KEY}"])
def test_what_cannot_be_a_key_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(AccessError) as caught:
        WebLibrary("https://zotero.example", "user", 7, key)

    assert_one_line_without_the_key(caught.value)


def test_it_is_a_library() -> None:
    library: Library = Server(EMPTY).library

    assert library.id == "https://zotero.example/groups/7"
