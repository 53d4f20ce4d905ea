"""The explanation for a program, held to the published schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hardtack.cookies import Reject
from hardtack.report.explain_json import explain_json
from tests.report.explaining import NOW, SECRET, explained

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "explain-1.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
LINES = (
    f"sid={SECRET}; Domain=example.com; Expires=Fri, 15 Jan 2027 08:01:00 GMT; Max-Age=99999999; HttpOnyl",
    "__Host-sid=1; Secure",
    "sid=; Max-Age=0",
    "sid=\x00",
    "bare",
)


def document(*lines: str, reveal: bool = False) -> dict[str, Any]:
    """The explanation as a reader of JSON sees it."""
    read: dict[str, Any] = json.loads(explain_json(explained(*lines), reveal=reveal))
    return read


def test_the_schema_is_a_schema() -> None:
    """It is valid by its own draft."""
    Draft202012Validator.check_schema(SCHEMA)


def test_explanations_obey_the_schema() -> None:
    """Whatever the fates are."""
    assert [error.message for error in VALIDATOR.iter_errors(document(*LINES))] == []


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=80))
def test_whatever_a_site_sends_obeys_it(line: str) -> None:
    """Any line at all."""
    assert VALIDATOR.is_valid(document(line))


@pytest.mark.parametrize(
    ("path", "value"),
    (
        (("schema_version",), 2),
        (("lines",), []),
        (("rejected",), None),
        (("lines", 0, "browsers", 0, "fate"), "kept"),
        (("lines", 0, "browsers", 0, "scope", "same_site"), "default"),
        (("lines", 0, "browsers", 0, "scope", "cross_site", "iframe", "sent"), "yes"),
        (("lines", 0, "browsers", 0, "lifetime", "source"), "cookie"),
        (("lines", 0, "browsers", 0, "attributes", 0, "lost_to"), -1),
        (("lines", 1, "browsers", 0, "rejected"), "host-prefix"),
    ),
)
def test_the_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    """The schema is no empty promise: each of these is an error."""
    spoilt: Any = document(*LINES)
    place = spoilt
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert list(VALIDATOR.iter_errors(spoilt)) != []


def test_a_line_is_told_with_its_value_shortened() -> None:
    """And whole, if that is asked for."""
    (line,) = document(LINES[0])["lines"]
    told = [one["value"] for one in document(LINES[0], reveal=True)["lines"]]

    assert (line["name"], line["value"], line["value_length"]) == ("sid", "Canary…‹32 characters›", 32)
    assert SECRET[:13] not in json.dumps(document(*LINES))
    assert told == [SECRET]


def test_each_browser_is_told() -> None:
    """Fate, rule with remedy, lifetime and scope."""
    given = document("__Host-sid=1; Secure; Max-Age=99999999")
    draft, chromium, firefox = given["lines"][0]["browsers"]

    assert (given["rejected"], given["url_assumed"], given["now"]) == (True, True, NOW)
    assert [one["browser"] for one in (draft, chromium, firefox)] == ["rfc6265bis-22", "chromium-156", "firefox-153"]
    assert chromium["rejected"] == {
        "rule": "host-prefix",
        "section": "rfc6265bis-22 5.7 step 21",
        "text": Reject.HOST_PREFIX.text,
        "remedy": "add Path=/",
    }
    assert (chromium["scope"], chromium["prefix"]) == (None, "__Host-")
    assert (firefox["fate"], firefox["rejected"]) == ("stored", None)
    assert firefox["lifetime"] == {"seconds": 34_560_000, "asked": 99_999_999, "source": "max-age", "capped": True}
    assert (firefox["scope"]["host"], firefox["scope"]["subdomains"], firefox["scope"]["path"]) == (
        "www.example.com", False, "/",
    )  # fmt: skip
    assert firefox["scope"]["cross_site_third_party_blocked"] is None


def test_requests_from_other_sites_are_told_with_their_rules() -> None:
    """In Chromium with and without third-party cookies."""
    (_, chromium, _) = document("a=b; SameSite=None; Secure")["lines"][0]["browsers"]
    scope = chromium["scope"]

    assert scope["cross_site"]["iframe"] == {"sent": True, "rule": "same-site-none"}
    assert scope["cross_site_third_party_blocked"]["iframe"] == {"sent": False, "rule": "third-party-blocked"}
    assert document("a=; Max-Age=0")["lines"][0]["browsers"][1]["scope"]["cross_site"] is None


def test_attributes_are_told_with_who_won() -> None:
    """Its position, and why the loser has no effect."""
    attributes = document(LINES[0])["lines"][0]["browsers"][0]["attributes"]

    assert [(one["name"], one["ignored"], one["lost_to"]) for one in attributes] == [
        ("Domain", None, None), ("Expires", "outranked", 2), ("Max-Age", None, None), ("HttpOnyl", "unknown", None),
    ]  # fmt: skip
