"""The metadata services over a real connection, with everything that can go wrong on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from zotsync.adapters.sources import Sources
from zotsync.errors import ConfigError
from zotsync.model import Identifier

from ..server.replay import NOTHING, Asked, Replay, Reply, as_json, recorded, replaying

ATTENTION = Identifier("arxiv", "1706.03762")
ACL_DOI = Identifier("doi", "10.18653/v1/2021.acl-long.528")
FOUND = recorded("arxiv-1706.03762.xml")


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as server:
        yield server


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.naps = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sources(replay: Replay, clock: Clock, *names: str, **options: object) -> Sources:
    return Sources(
        names or ("arxiv",),
        address=replay.address,
        sleep=clock.sleep,
        clock=clock,
        timeout=httpx2.Timeout(0.5),
        **options,  # type: ignore[arg-type]
    )


def test_a_record_carries_its_source_and_the_day(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=FOUND)

    with sources(replay, clock) as ask:
        (record,) = ask.lookup([ATTENTION])

    assert (record.source, record.name, len(record.seen)) == ("arxiv", "1706.03762", 10)


def test_two_hundred_ids_cost_two_requests_three_seconds_apart(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=FOUND)
    ids = [Identifier("arxiv", f"1706.{number:05d}") for number in range(1, 201)]

    with sources(replay, clock) as ask:
        ask.lookup(ids)

    assert [len(one.params["id_list"].split(",")) for one in replay.asked] == [100, 100]
    assert all(one.params["max_results"] == "100" for one in replay.asked)
    assert clock.naps == [pytest.approx(3.0)]


def test_who_asks_is_said(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=FOUND)

    with sources(replay, clock, contact="ada@example.org") as ask:
        ask.lookup([ATTENTION])

    assert replay.asked[0].headers["User-Agent"].startswith("zotsync/")
    assert "mailto:ada@example.org" in replay.asked[0].headers["User-Agent"]


@pytest.mark.parametrize(("contact", "pause"), [("", 1.0), ("ada@example.org", 0.35)])
def test_crossref_is_asked_more_often_by_those_who_say_who_they_are(
    replay: Replay, clock: Clock, contact: str, pause: float
) -> None:
    replay.say(crossref=recorded("crossref-search.json"))

    with sources(replay, clock, "crossref", contact=contact) as ask:
        for title in ("One title", "Another title"):
            ask.search(title)

    assert clock.naps == [pytest.approx(pause)]


@pytest.mark.parametrize(
    "fault",
    [
        recorded("arxiv-429.txt", 429),
        Reply(status=503),
        Reply(b"<html>Bad gateway</html>", 502, "text/html"),
        Reply(b"<html>Bad gateway</html>", 200, "text/html"),
        recorded("arxiv-429.txt", 200),
        Reply(FOUND.body, cut=700),
        Reply(FOUND.body[:700]),
        Reply(FOUND.body, delay=1.0),
        Reply(b"", 200),
    ],
    ids=["429", "503", "502", "html", "429 as 200", "cut", "truncated", "late", "empty"],
)
def test_what_may_pass_is_asked_again_and_later(replay: Replay, clock: Clock, fault: Reply) -> None:
    replay.say(arxiv=[fault, fault, FOUND])

    with sources(replay, clock) as ask:
        found = ask.lookup([ATTENTION])

    assert len(found) == 1
    assert len(replay.asked) == 3
    assert clock.naps[0] >= 2
    assert clock.naps[1] > clock.naps[0]
    assert not ask.unavailable


def test_retry_after_is_kept_to(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=[Reply(status=429, headers={"Retry-After": "40"}), FOUND])

    with sources(replay, clock) as ask:
        ask.lookup([ATTENTION])

    assert clock.naps == [pytest.approx(40)]


def test_a_rest_of_hours_puts_a_service_off_for_the_run(replay: Replay, clock: Clock) -> None:
    replay.say(openalex=as_json({"error": "Insufficient budget"}, 429, **{"Retry-After": "53578"}))

    with sources(replay, clock, "openalex") as ask:
        assert ask.lookup([ACL_DOI]) == ask.search("A title") == ()

    assert replay.counts["api.openalex.org"] == 1
    assert "53578 seconds" in ask.unavailable["openalex"]


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("dblp", recorded("dblp-bot-wall.html", 500)),
        ("dblp", recorded("dblp-bot-wall.html", 200)),
        ("openreview", recorded("openreview-403.json", 403)),
    ],
)
def test_a_demand_for_a_person_is_not_asked_again(
    replay: Replay, clock: Clock, name: str, reply: Reply
) -> None:
    replay.say(**{name: reply})

    with sources(replay, clock, name) as ask:
        ask.search("A title")
        ask.search("Another title")

    assert len(replay.asked) == 1
    assert name in ask.unavailable


def test_a_title_about_bots_is_no_demand_for_a_person(replay: Replay, clock: Clock) -> None:
    title = "I Am Not a Bot: The <html> Challenge"
    item = {"DOI": "10.1000/bot", "title": [title], "type": "journal-article"}
    replay.say(crossref=as_json({"message": {"items": [item]}}))

    with sources(replay, clock, "crossref") as ask:
        (record,) = ask.search(title)

    assert record.work.title.startswith("I Am Not a Bot")
    assert not ask.unavailable


def test_a_doi_that_a_filter_cannot_say_does_not_put_a_service_off(replay: Replay, clock: Clock) -> None:
    replay.answer = lambda asked: (
        as_json({"error": "illegal"}, 403) if "filter" in asked.params else recorded("openalex-single.json")
    )

    with sources(replay, clock, "openalex") as ask:
        ask.lookup([Identifier("doi", "10.1000/a,b&c")])

    assert replay.asked[0].path == "works/doi:10.1000/a,b&c"
    assert not ask.unavailable


@pytest.mark.parametrize("place", ["http://127.0.0.1:1/x", "{}/doi.org/again", "ftp://example.org/x"])
def test_a_registrar_that_is_not_reached_costs_only_its_doi(replay: Replay, clock: Clock, place: str) -> None:
    elsewhere = Reply(status=302, headers={"Location": place.format(replay.address)})
    replay.answer = lambda asked: recorded("csl-science.json") if "good" in asked.path else elsewhere

    with sources(replay, clock, "doi") as ask:
        found = ask.lookup([Identifier("doi", f"10.1000/{name}") for name in ("a", "b", "c", "good")])

    assert len(found) == 1
    assert "not reached" in ask.unavailable["doi"]
    assert "for 3 questions" in ask.unavailable["doi"]


def test_the_page_of_a_work_from_a_registrar_without_data_is_not_asked_again(
    replay: Replay, clock: Clock
) -> None:
    replay.say(doi=Reply(b"<!DOCTYPE html><html>The work</html>", 200, "text/html"))

    with sources(replay, clock, "doi") as ask:
        assert ask.lookup([Identifier("doi", f"10.1000/{n}") for n in range(4)]) == ()

    assert len(replay.asked) == 4
    assert not ask.unavailable


def test_one_question_without_an_answer_is_told(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=[Reply(status=500)] * 3 + [FOUND])

    with sources(replay, clock) as ask:
        assert ask.lookup([ATTENTION]) == ()
        assert len(ask.search("Attention Is All You Need")) == 1

    assert ask.unavailable == {"arxiv": "it is out of order (500), for 1 question"}


def test_a_service_that_is_slow_again_and_again_is_let_alone(replay: Replay, clock: Clock) -> None:
    def answer(_: Asked) -> Reply:
        clock.now += 25
        return FOUND

    replay.answer = answer
    with sources(replay, clock) as ask:
        for number in range(6):
            ask.search(f"Title {number}")

    assert len(replay.asked) == 3
    assert ask.unavailable == {"arxiv": "each answer takes more than 10 seconds"}


def test_an_answer_that_drips_is_given_up(replay: Replay, clock: Clock) -> None:
    def answer(_: Asked) -> Reply:
        clock.now += 100
        return FOUND

    replay.answer = answer
    with sources(replay, clock) as ask:
        assert ask.lookup([ATTENTION]) == ()

    assert ask.unavailable == {"arxiv": "an answer without an end"}


def test_a_long_rest_is_told(replay: Replay, clock: Clock) -> None:
    told: list[str] = []
    replay.say(arxiv=[Reply(status=429, headers={"Retry-After": "100"}), FOUND])

    with sources(replay, clock, tell=told.append) as ask:
        ask.lookup([ATTENTION])

    assert told == ["arxiv: too many requests (429); waiting 100 seconds"]


def test_how_far_a_look_up_is_is_told(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=FOUND, aclanthology=NOTHING)
    told: list[tuple[int, int]] = []
    ids = [Identifier("acl", "N19-1423"), Identifier("acl", "N19-1424"), ATTENTION]

    with sources(replay, clock, "arxiv", "acl") as ask:
        ask.lookup(ids, lambda done, total: told.append((done, total)))

    assert sorted(told) == [(1, 3), (2, 3), (3, 3)]


def test_whoever_stops_a_run_does_not_wait_for_the_slowest(replay: Replay, clock: Clock) -> None:
    replay.answer = lambda asked: Reply(delay=3) if "crossref" in asked.host else FOUND

    def stopped(*_: int) -> None:
        raise KeyboardInterrupt

    started = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Sources(("arxiv", "crossref"), address=replay.address, sleep=clock.sleep) as ask,
    ):
        ask.lookup([ATTENTION, ACL_DOI], stopped)

    assert time.monotonic() - started < 2.5
    for thread in threading.enumerate():
        if thread.name == "crossref":
            thread.join()


def test_silence_is_no_answer_and_one_silent_service_stops_no_other(replay: Replay, clock: Clock) -> None:
    replay.say(arxiv=FOUND, crossref=Reply(status=500))

    with sources(replay, clock, "arxiv", "crossref") as ask:
        for _ in range(3):
            found = ask.search("Attention Is All You Need")

    assert {one.source for one in found} == {"arxiv"}
    assert replay.counts["api.crossref.org"] == 6  # two questions, three tries each; then let alone
    assert "out of order (500)" in ask.unavailable["crossref"]


def test_what_nobody_has_is_asked_of_the_last_resort(replay: Replay, clock: Clock) -> None:
    replay.say(datacite=recorded("datacite-lipics.json"))

    with sources(replay, clock, "crossref", "datacite", "doi") as ask:
        (record,) = ask.lookup([Identifier("doi", "10.4230/lipics.tqc.2013.93")])

    assert record.source == "datacite"
    assert set(replay.counts) == {"api.crossref.org", "api.datacite.org"}


def test_one_id_that_spoils_a_batch_costs_only_itself(replay: Replay, clock: Clock) -> None:
    malformed = recorded("arxiv-malformed-id.xml", 400)

    def answer(asked: Asked) -> Reply:
        ids = asked.params["id_list"].split(",")
        return (
            malformed
            if "1706.99999" in ids
            else FOUND
            if "1706.03762" in ids
            else recorded("arxiv-empty.xml")
        )

    replay.answer = answer
    ids = [ATTENTION, *(Identifier("arxiv", f"1706.{n:05d}") for n in (1, 2, 99999))]
    with sources(replay, clock) as ask:
        (record,) = ask.lookup(ids)

    assert record.name == "1706.03762"
    assert len(replay.asked) == 5
    assert not ask.unavailable


def test_not_found_is_an_answer(replay: Replay, clock: Clock) -> None:
    with sources(replay, clock, "crossref", "datacite", "doi") as ask:
        assert ask.lookup([ACL_DOI]) == ()

    assert not ask.unavailable
    assert len(replay.asked) == 3


# --- what is kept -----------------------------------------------------------------------------------------


def test_an_answer_is_kept_for_a_day_and_known_offline(replay: Replay, clock: Clock, tmp_path: Path) -> None:
    replay.say(arxiv=FOUND)
    with sources(replay, clock, cache=tmp_path) as ask:
        first = ask.lookup([ATTENTION])
    with sources(replay, clock, cache=tmp_path, offline=True) as ask:
        again = ask.lookup([ATTENTION])
        other = ask.lookup([Identifier("arxiv", "2307.08621")])

    assert first == again
    assert other == ()
    assert ask.unavailable == {"arxiv": "offline"}
    assert len(replay.asked) == 1


def test_after_a_day_it_is_asked_again(
    replay: Replay, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay.say(arxiv=FOUND)
    with sources(replay, clock, cache=tmp_path) as ask:
        ask.lookup([ATTENTION])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_500)
    with sources(replay, clock, cache=tmp_path) as ask:
        ask.lookup([ATTENTION])

    assert len(replay.asked) == 2


def test_what_cannot_be_read_is_not_kept(replay: Replay, clock: Clock, tmp_path: Path) -> None:
    replay.say(arxiv=[Reply(b"<html>busy</html>", 200, "text/html")] * 3 + [FOUND])
    with sources(replay, clock, cache=tmp_path) as ask:
        assert ask.lookup([ATTENTION]) == ()
    with sources(replay, clock, cache=tmp_path) as ask:
        assert len(ask.lookup([ATTENTION])) == 1


@pytest.mark.parametrize("fault", ["no database", "a file in its place", "read only"])
def test_a_cache_that_cannot_be_used_costs_no_answer_and_no_traceback(
    replay: Replay, clock: Clock, tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "cache"
    told: list[str] = []
    if fault == "a file in its place":
        folder.write_text("x", encoding="utf-8")
    else:
        (folder / "answers.sqlite").mkdir(parents=True) if fault == "read only" else folder.mkdir()
    if fault == "no database":
        (folder / "answers.sqlite").write_bytes(b"broken" * 1000)
    replay.say(arxiv=FOUND)

    for _ in range(2):
        with sources(replay, clock, cache=folder, tell=told.append) as ask:
            assert len(ask.lookup([ATTENTION])) == 1

    kept = fault == "no database"
    assert len(replay.asked) == (1 if kept else 2)
    assert [one.rpartition(": ")[2] for one in told] == (
        [] if kept else ["answers cannot be kept there, so each run asks for all of them"] * 2
    )
    assert not caplog.records


def test_a_key_goes_to_its_own_service_and_into_no_file(replay: Replay, clock: Clock, tmp_path: Path) -> None:
    keys = {"OPENALEX_API_KEY": "SECRET-OA", "SEMANTIC_SCHOLAR_API_KEY": "SECRET-S2"}
    replay.say(openalex=recorded("openalex-single.json"), semanticscholar=as_json([]), arxiv=FOUND)
    with sources(replay, clock, "openalex", "semanticscholar", "arxiv", cache=tmp_path, keys=keys) as ask:
        ask.lookup([ATTENTION])
        ask.search("Albinism")

    by_host: dict[str, list[Asked]] = {}
    for one in replay.asked:
        by_host.setdefault(one.host, []).append(one)
    assert all(one.params["api_key"] == "SECRET-OA" for one in by_host["api.openalex.org"])
    assert all(one.headers["x-api-key"] == "SECRET-S2" for one in by_host["api.semanticscholar.org"])
    assert "SECRET" not in repr(by_host["export.arxiv.org"])
    assert all(b"SECRET" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_service_that_refuses_without_a_key_is_not_asked_without(replay: Replay, clock: Clock) -> None:
    with sources(replay, clock, "semanticscholar") as ask:
        ask.lookup([ATTENTION])

    assert not replay.asked
    assert "SEMANTIC_SCHOLAR_API_KEY" in ask.unavailable["semanticscholar"]


# --- pages ------------------------------------------------------------------------------------------------


def test_a_page_is_dead_if_it_is_gone_and_not_if_it_is_late(replay: Replay, clock: Clock) -> None:
    answers = {"gone.org": Reply(status=410), "late.org": Reply(status=503), "here.org": Reply(b"x")}
    replay.answer = lambda asked: (
        Reply(b"x")
        if asked.method == "GET" and asked.host == "nohead.org"
        else answers.get(asked.host, Reply(status=404))
    )

    with sources(replay, clock) as ask:
        dead = {
            host: ask.is_dead(f"https://{host}/a")
            for host in ("gone.org", "late.org", "here.org", "nohead.org")
        }

    assert dead == {"gone.org": True, "late.org": False, "here.org": False, "nohead.org": False}


@pytest.mark.parametrize(
    "url", ["https://user:name@example.org:port/a", "https://example.org/" + "a" * 70_000]
)
def test_what_is_no_address_is_no_dead_page(clock: Clock, url: str) -> None:
    with Sources(["arxiv"], sleep=clock.sleep, clock=clock) as ask:
        assert not ask.is_dead(url)


def test_a_title_that_is_a_whole_page_is_no_question(replay: Replay, clock: Clock) -> None:
    with sources(replay, clock, "crossref", "openalex") as ask:
        assert ask.search("word " * 20_000) == ()
        assert ask.unavailable == {}
        assert ask.requests == {}


@pytest.mark.parametrize("key", ["ключ", "a key", "key\n"])
def test_what_can_be_no_key_is_told_without_showing_it(key: str) -> None:
    with pytest.raises(ConfigError, match=r"^SEMANTIC_SCHOLAR_API_KEY in the environment has char") as told:
        Sources(["semanticscholar"], keys={"SEMANTIC_SCHOLAR_API_KEY": key})
    assert key not in str(told.value)
