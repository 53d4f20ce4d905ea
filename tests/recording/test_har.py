"""HAR files: what browsers save, and what nobody should have saved."""

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.cookies.persona import Persona
from hardtack.errors import RecordingError
from hardtack.recording.codec import from_json, to_json
from hardtack.recording.har import HarTerms, from_har, is_har
from hardtack.recording.model import LoginMethod, Profile, Recording, Step
from hardtack.recording.redact import Redactor

SESSION = "canarysession0123456789abcdef012"
PASSWORD = "Canary-password-4711-oat"


def read(document: object, url: str | None = None) -> Recording:
    """The recording of a HAR document."""
    redactor = Redactor(b"0123456789abcdef", Persona("baker", PASSWORD), (PASSWORD,))
    return from_har(json.dumps(document), redactor, HarTerms("hardtack 0.1.0", url, Profile.STRICT))


def entry(url: str = "https://shop.example/", at: str = "2026-11-01T10:00:00.000Z", **parts: object) -> dict[str, Any]:
    """An entry as browsers write it, with some parts of request or response replaced."""
    request: dict[str, object] = {
        "method": "GET",
        "url": url,
        "headers": [{"name": ":authority", "value": "shop.example"}],
        "cookies": [],
    }
    response: dict[str, object] = {
        "status": 200,
        "statusText": "",
        "httpVersion": "HTTP/2",
        "headers": [{"name": "content-type", "value": "text/html"}],
        "cookies": [],
        "content": {"size": 4, "mimeType": "text/html", "text": "<p>x"},
    }
    request |= {name.removeprefix("request_"): value for name, value in parts.items() if name.startswith("request_")}
    response |= {name: value for name, value in parts.items() if not name.startswith("request_")}
    return {"startedDateTime": at, "request": request, "response": response}


def har(*entries: object) -> dict[str, Any]:
    """A HAR document."""
    return {"log": {"version": "1.2", "entries": list(entries)}}


def header(name: str, value: str) -> dict[str, str]:
    """A header as HAR writes it."""
    return {"name": name, "value": value}


def test_what_a_browser_saved_becomes_a_recording() -> None:
    """Requests and responses arrive in the order of time, masked, with nothing proved."""
    made = read(
        har(
            entry(
                at="2026-11-01T10:00:02.500Z",
                request_method="post",
                request_headers=[header("Cookie", f"sid={SESSION}"), header("Content-Type", "application/json")],
                request_postData={"text": json.dumps({"password": PASSWORD})},
            ),
            entry(headers=[header("Set-Cookie", f"sid={SESSION}; Path=/"), header("content-type", "text/html")]),
        )
    )
    first, second = made.exchanges
    assert first.response is not None

    assert (first.step, first.at, second.at, second.request.method) == (Step.IMPORTED, 0.0, 2.5, "POST")
    assert first.response.values("set-cookie")[0].startswith("sid=~")
    assert first.response.version == "2"
    assert [name for name, _ in second.request.cookies] == ["sid"]
    assert second.request.parameters == ("password",)
    assert (made.target.https, made.target.http) == ("https://shop.example/", None)
    assert (made.login.method, made.login.proved, made.target.profile) == (LoginMethod.NONE, False, Profile.STRICT)
    assert "no replays" in made.login.reason
    assert SESSION not in to_json(made)
    assert PASSWORD not in to_json(made)


def test_it_can_be_kept_as_a_recording() -> None:
    """What a HAR became is written and read like any recording."""
    made = read(har(entry()))

    assert from_json(to_json(made)) == made


def test_several_lines_in_one_header_are_several() -> None:
    """Chromium joins Set-Cookie lines by line feeds; each is a line of its own."""
    made = read(har(entry(headers=[header("set-cookie", "a=1; Path=/\nb=2")])))
    response = made.exchanges[0].response
    assert response is not None

    assert [line.partition("=")[0] for line in response.values("set-cookie")] == ["a", "b"]


def test_cookies_without_their_lines_are_no_lines() -> None:
    """A HAR saved without sensitive data says so instead of passing for a site without cookies."""
    made = read(har(entry(cookies=[{"name": "sid", "value": SESSION}])))

    assert "without sensitive data" in made.steps[0].detail
    assert made.exchanges[0].response is not None
    assert made.exchanges[0].response.values("set-cookie") == ()


def test_request_cookies_may_stand_beside_the_headers() -> None:
    """Where the Cookie header was left out, the request's list of cookies says the same."""
    made = read(har(entry(request_cookies=[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}])))

    assert [name for name, _ in made.exchanges[0].request.cookies] == ["a", "b"]


def test_a_blocked_request_has_no_response() -> None:
    """The status 0 is a browser's way to say that there was none."""
    made = read(har(entry(status=0), entry()))

    assert [one.response is None for one in made.exchanges] == [True, False]
    assert made.exchanges[0].failure == "the browser got no response"


def test_contents_come_in_several_forms() -> None:
    """Base64, text, parameters, and contents that were left out."""
    page = b64encode(b"<form><input type=password name=p></form>").decode()
    made = read(
        har(
            entry(content={"encoding": "base64", "text": page, "size": 41}),
            entry(content={"size": 41}),
            entry(content={"encoding": "base64", "text": "a", "size": 0}),
            entry(
                request_method="POST",
                request_headers=[header("Content-Type", "application/x-www-form-urlencoded")],
                request_postData={"params": [{"name": "user", "value": "baker"}]},
            ),
        )
    )
    responses = [one.response for one in made.exchanges if one.response is not None]

    assert [one.truncated for one in responses] == [False, True, False, False]
    assert responses[0].page is not None
    assert responses[0].page.password_field
    assert made.exchanges[3].request.parameters == ("user",)


def test_the_target_is_the_page_or_what_was_named() -> None:
    """Without a URL the first page is the target; both schemes of its host are its sides."""
    script = entry("https://cdn.example/x.js", headers=[header("content-type", "text/javascript")])
    entries = (script, entry("http://shop.example:8080/a"), entry("https://shop.example/b"))

    assert read(har(*entries)).target.url == "http://shop.example:8080/a"
    assert read(har(script)).target.url == "https://cdn.example/x.js"
    named = read(har(*entries), "https://shop.example/").target
    assert (named.url, named.https, named.http) == (
        "https://shop.example/", "https://shop.example/", "http://shop.example:8080/",
    )  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    (
        {},
        None,
        7,
        {"request": None, "response": None},
        entry("ws://shop.example/"),
        entry("data:text/plain,x"),
        entry("https://[bad/"),
        entry("https:///no-host"),
        entry("https://shop.example:0/"),
        entry("https://shop.example:99999/"),
    ),
)
def test_odd_entries_are_left_out(odd: object) -> None:
    """What is no exchange over http or https isn't one in the recording."""
    assert len(read(har(odd, entry())).exchanges) == 1


def test_odd_parts_are_read_as_absent() -> None:
    """Types that HAR does not know, times without a zone and text beyond one octet a character raise nothing."""
    made = read(
        har(
            entry(at="yesterday", headers="none", content=[], request_headers=[7, {"name": 1}]),
            entry(at="2026-11-01T10:00:00", status=True, request_cookies={}),
            entry(headers=[header("X-Snow", "☃ \x07")], request_postData={"text": "☃"}),
        )
    )

    assert [one.at for one in made.exchanges] == [0.0, 0.0, 0.0]
    assert made.exchanges[1].response is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(JSON, JSON, JSON)
def test_no_entry_raises(headers: object, content: object, status: object) -> None:
    """Whatever stands in an entry, it is read or left out."""
    read(har(entry(headers=headers, content=content, status=status, request_headers=headers, request_postData=content)))


@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("{}", "no log.entries"),
        ("[]", "no log.entries"),
        ('{"log": {"entries": {}}}', "no log.entries"),
        ('{"log": {"entries": []}}', "no exchange over http"),
        ("<html>", "not JSON"),
    ),
)
def test_what_is_no_har_is_refused(text: str, said: str) -> None:
    """JSON of another kind, an empty file, or no JSON at all."""
    with pytest.raises(RecordingError) as caught:
        from_har(text, Redactor(b"0123456789abcdef", Persona()), HarTerms("hardtack"))

    assert said in caught.value.message


def test_a_har_is_told_from_a_recording() -> None:
    """A HAR has a log and no schema_version."""
    documents: list[object] = [{"log": {}}, {"log": {}, "schema_version": 1}, {}, []]

    assert [is_har(one) for one in documents] == [True, False, False, False]
