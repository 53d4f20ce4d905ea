"""Redaction on entry: browsers decide alike about what is kept, and no secret is kept."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX, CookieStore, Profile, load_suffixes
from hardtack.cookies import Request as StoreRequest
from hardtack.cookies.persona import Persona
from hardtack.recording.actions import Send
from hardtack.recording.brief import Brief
from hardtack.recording.codec import from_json, to_json
from hardtack.recording.message import FieldLines, Request, Response
from hardtack.recording.model import Recording, Step
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import MASK_LENGTH, MASK_START, Redactor

SHARED = Path(os.environ.get("HARDTACK_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "conformance"
PROFILES = (DRAFT, CHROMIUM, FIREFOX)
SUFFIXES = load_suffixes()
KEY = bytes(range(32))
NOW = 1_795_305_600
URL = "https://www.shop.example/a/b"


def redactor(*secrets: str) -> Redactor:
    """A redactor with a key that is the same each time."""
    return Redactor(KEY, Persona(), secrets)


def decided(line: str, profile: Profile, url: str = URL) -> object:
    """What a browser does with a line: the reason it drops it for, or the cookie without what is masked."""
    store = CookieStore(SUFFIXES, profile)
    (outcome,) = store.receive(StoreRequest(url), [line], NOW)
    cookie = getattr(outcome, "cookie", None)
    if cookie is None:
        return getattr(outcome, "reason", outcome)
    masked = replace(cookie, value="") if "=" in line.partition(";")[0] else replace(cookie, name="", value="")
    return masked, len(list(store))


ATTRIBUTES = st.sampled_from((
    "Secure", "HttpOnly", "Path=/", "Path=/a", "Path", "Domain=shop.example", "Domain=example", "Domain=.shop.example",
    "SameSite=None", "SameSite=Lax", "Max-Age=0", "Max-Age=60", "Max-Age=", "Expires=Wed, 21 Oct 2037 07:28:00 GMT",
    "Expires=yesterday", "Partitioned", "secure", " HttpOnly ", "SECURE=no", "Priority=High", "unknown=thing", "",
))  # fmt: skip
TEXT = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters=";"), max_size=60)
NAMES = st.sampled_from(("sid", "__Host-sid", "__Secure-sid", "__host-x", "", " ", "\tsid ", "secure", "a b"))
PAIRS = st.one_of(
    st.tuples(NAMES, TEXT).map("=".join),
    TEXT,
    st.sampled_from(("", "=", "==", "=v", "=__Host-v", "__Secure-v", "secure", "HttpOnly", " path ", "=secure")),
    st.tuples(NAMES, st.integers(4060, 4110)).map(lambda pair: f"{pair[0]}={'v' * pair[1]}"),
)
LINES = st.tuples(PAIRS, st.lists(ATTRIBUTES, max_size=5)).map(lambda parts: "; ".join((parts[0], *parts[1])))


@settings(max_examples=300)
@given(line=LINES, profile=st.sampled_from(PROFILES))
def test_browsers_decide_alike_about_the_masked_line(line: str, profile: Profile) -> None:
    """Stored or dropped for the same reason, with the same attributes, expiry and length, in every profile."""
    assert decided(redactor().set_cookie_line(line), profile) == decided(line, profile)


@given(line=LINES)
def test_the_masked_line_keeps_nothing_of_the_value(line: str) -> None:
    """No eight characters of a value stand in the line, unless they are an attribute's or a prefix's word."""
    words = {"httponly", "samesite", "partitioned", "secure", "expires", "priority", "max-age"}
    pair, _, rest = line.partition(";")
    name, equals, value = pair.partition("=")
    secret = re.sub(r"(?i)__(host|secure)-", "", (value if equals else pair).strip(" \t"))
    kept = redactor().set_cookie_line(line)
    for start in range(len(secret) - 7):
        part = secret[start : start + 8]
        if part not in rest and part not in name and secret.lower() not in words and part.strip(" \t\x01"):
            assert part not in kept


@given(first=TEXT, second=TEXT)
def test_equal_values_have_equal_masks_and_others_do_not(first: str, second: str) -> None:
    """Equality survives, and so do emptiness and length of what is long enough."""
    one, other = redactor().mask(first), redactor().mask(second)
    assert (one == other) == (first == second)
    assert (one == "") == (first == "")
    assert len(one) == (max(len(first), MASK_LENGTH) if first else 0)


def test_masks_of_two_recordings_cannot_be_compared() -> None:
    """The digest is keyed: the same value has another mask under another key."""
    assert redactor().mask("a-value-of-length") != Redactor(bytes(32), Persona()).mask("a-value-of-length")


def corpus() -> Iterator[str]:
    """The set-cookie lines of the shared documents."""
    for name in ("corpus_set_cookie.json", "cases.json", "browser_disagreements.json"):
        document = json.loads((SHARED / name).read_text(encoding="utf-8"))
        for one in document["cases"] if isinstance(document, dict) else document:
            yield from [one] if isinstance(one, str) else one.get("set_cookie") or ()


def test_browsers_decide_alike_about_every_line_of_the_corpora() -> None:
    """The lines of real servers and of the conformance cases are decided on as they were, masked or not."""
    if not SHARED.exists():
        pytest.skip("HARDTACK_SHARED names no folder with the shared documents")
    lines = list(corpus())
    differ = [
        (profile.name, line)
        for line in lines
        for profile in PROFILES
        if decided(redactor().set_cookie_line(line), profile) != decided(line, profile)
    ]
    assert differ == []
    assert len(lines) > 500


CANARIES = st.uuids().map(lambda one: f"Q{one.hex[:17]}Z")
PLACES = (
    "cookie", "nameless cookie", "cookie name beside", "set-cookie", "nameless set-cookie", "unknown attribute",
    "valueless attribute", "query", "sensitive query", "bare query", "query with address", "path parameter", "path",
    "user info", "fragment", "header", "authorization", "authorization without scheme", "proxy", "referer", "origin",
    "content-type", "form", "json", "multipart", "location", "location query", "response header", "challenge",
    "page link", "etag", "refresh", "failure", "step", "server echo", "cookie in page", "script",
)  # fmt: skip


def _request(place: str, canary: str) -> Request:
    url = {
        "query": f"{URL}?a={canary}&b=1",
        "sensitive query": f"{URL}?token={canary}",
        "bare query": f"{URL}?{canary}",
        "query with address": f"{URL}?next=/in?sid={canary}",
        "path parameter": f"{URL};jsessionid={canary}",
        "path": f"https://www.shop.example/reset/{canary[:8]}1a2b{canary}",
        "user info": f"https://user:{canary}@www.shop.example/",
        "fragment": f"{URL}#access_token={canary}",
    }.get(place, URL)
    fields: FieldLines = {
        "cookie": (("Cookie", f"a=1; sid={canary}"),),
        "nameless cookie": (("Cookie", canary),),
        "cookie name beside": (("Cookie", f"={canary}"),),
        "header": (("X-CSRFToken", canary),),
        "authorization": (("Authorization", f"Bearer {canary}"),),
        "authorization without scheme": (("Authorization", canary),),
        "proxy": (("Proxy-Authorization", f"Basic {canary}"),),
        "referer": (("Referer", f"{URL}?session={canary}"),),
        "origin": (("Origin", f"https://a:{canary}@www.shop.example"),),
        "content-type": (("Content-Type", f"multipart/form-data; boundary={canary}"),),
        "form": (("Content-Type", "application/x-www-form-urlencoded"),),
        "json": (("Content-Type", "application/json"),),
        "multipart": (("Content-Type", "multipart/form-data; boundary=x"),),
    }.get(place, ())
    body = {
        "form": f"user=a&password={canary}",
        "json": json.dumps({"user": "a", "password": canary, "more": [canary]}),
        "multipart": f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{canary}\r\n--x--',
    }.get(place, "")
    return Request("POST", url, fields, body.encode())


def _response(place: str, canary: str) -> Response:
    fields: FieldLines = {
        "set-cookie": (("Set-Cookie", f"sid={canary}; Path=/"),),
        "nameless set-cookie": (("Set-Cookie", f"{canary}; Path=/"),),
        "unknown attribute": (("Set-Cookie", f"a=1; mystery={canary}"),),
        "valueless attribute": (("Set-Cookie", f"a=1; {canary}"),),
        "location": (("Location", f"/in;sid={canary}"),),
        "location query": (("Location", f"{URL}?code={canary}"),),
        "response header": (("X-Session", canary),),
        "challenge": (("WWW-Authenticate", f'Digest nonce="{canary}"'),),
        "etag": (("ETag", f'"{canary}"'),),
        "refresh": (("Refresh", f"0; url=/in?session={canary}"),),
        "server echo": (("Set-Cookie", f"sid={canary}"), ("Server", f"shop {canary}"), ("Link", f"</{canary}>")),
    }.get(place, ())
    body = {
        "page link": f'<a href="/x;jsessionid={canary}">x</a><form action="/login?sid={canary}"></form>',
        "cookie in page": f"<p>{canary}</p>",
        "script": f'<script>var token = "{canary}"</script>',
    }.get(place, "")
    return Response(200, "OK", "1.1", (("Content-Type", "text/html"), *fields), f"<html>{body}".encode())


def recorded(place: str, canary: str) -> Recording:
    """A recording in which the canary was met in one place."""
    brief = Brief(url=URL, username="a", password=canary)
    recorder = Recorder(brief, redactor(), tool="test", started=float(NOW))
    recorder.exchange(Send(_request(place, canary), Step.LOGIN, "first"), _response(place, canary), NOW + 1.0)
    return recorder.finish()


@pytest.mark.parametrize("place", [one for one in PLACES if one not in {"failure", "step"}])
@settings(max_examples=12)
@given(canary=CANARIES)
def test_no_canary_is_kept(place: str, canary: str) -> None:
    """Wherever a secret is met, it stands neither in the recording nor in its file."""
    recording = recorded(place, canary)
    assert canary not in repr(recording)
    text = to_json(recording)
    assert canary not in text
    assert from_json(text) == recording


@pytest.mark.parametrize("spelling", ("secret value/16+chars", "secret%20value%2F16%2Bchars"))
def test_a_secret_is_found_in_every_spelling(spelling: str) -> None:
    """Met once as a cookie, it is masked as text and percent-encoded, wherever it turns up later."""
    one = redactor()
    one.cookie_value("secret value/16+chars")
    assert spelling not in one.scrub(f"seen {spelling} here")


def test_a_password_known_beforehand_is_masked_everywhere() -> None:
    """Secrets given at the beginning are looked for from the first message on."""
    one = redactor("a-password-of-some-length")
    assert "a-password" not in one.url("https://shop.example/a-password-of-some-length/x?q=1")


def test_a_spelling_too_short_is_not_looked_for() -> None:
    """A percent-encoded value of nine characters is three letters, which are no secret by themselves."""
    one = redactor()
    one.secret("%41%42%43")
    assert one.scrub("%41%42%43 or ABC") == f"{one.mask('%41%42%43')} or ABC"


def test_short_values_are_masked_in_their_place_alone() -> None:
    """A value that is an ordinary word must not eat the word elsewhere."""
    one = redactor()
    assert one.cookie_value("en").startswith(MASK_START)
    assert one.scrub("then when") == "then when"


def test_what_is_kept_in_clear() -> None:
    """Addresses, short parameters and the fields that verdicts rest on stay readable."""
    one = redactor()
    request = one.request(Request("GET", f"{URL}?page=2&q=", (("Accept", "text/html"), ("Cookie", ""))))
    assert request.url == f"{URL}?page=2&q="
    assert request.fields == (("Accept", "text/html"), ("Cookie", ""))
    answer = Response(200, "OK", "1.1", (("Cache-Control", "no-store"), ("WWW-Authenticate", "Basic realm=x")), b"")
    assert one.response(URL, answer).fields == (("Cache-Control", "no-store"), ("WWW-Authenticate", "Basic"))
    assert one.url("/relative?sid=") == "/relative?sid="


@pytest.mark.parametrize(
    ("content_type", "body", "names"),
    (
        ("application/x-www-form-urlencoded", b"user=a&password=b&user=c", ("user", "password")),
        ("application/json", b'{"user": "a", "deep": {"password": "b"}}', ("user", "deep", "password")),
        ("multipart/form-data; boundary=x", b'form-data; name="file"; filename="x"', ("file",)),
        ("", b"", ()),
    ),
)
def test_of_a_content_the_names_of_its_fields_are_kept(content_type: str, body: bytes, names: tuple[str, ...]) -> None:
    """Which fields were sent tells a password from a search; what was in them is nobody's business."""
    fields = (("Content-Type", content_type),) if content_type else ()
    assert redactor().request(Request("POST", URL, fields, body)).parameters == names


def test_facts_are_kept_once_for_each_value_and_only_so_many() -> None:
    """Each mask has one entry, and a site that sends values without end does not fill the memory."""
    one = redactor()
    for number in range(4200):
        one.cookie_value(f"value-{number:06d}")
        one.cookie_value(f"value-{number:06d}")
    assert len(one.values) == 4096


def test_an_address_that_is_none_is_masked_whole() -> None:
    """What can't be taken apart is not kept."""
    assert redactor().url("http://[broken").startswith(MASK_START)
