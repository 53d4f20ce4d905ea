"""A recipe's requests: variables filled in, values taken from responses."""

import json

import pytest

from hardtack.recording.brief import Extraction, RecipeStep, Source
from hardtack.recording.message import Request, Response
from hardtack.recording.recipe_steps import fill, request_of, taken, variables_of
from tests.recording.site import data, html

BASE = "https://shop.example/app/"
KNOWN = {"username": "baker", "password": 'a "quoted" & päss', "empty": ""}


def test_variables_of_a_step() -> None:
    """Every name in address, fields, form and content."""
    step = RecipeStep("POST", "/{a}", fields=(("X", "{b}"),), form=(("{c}", "{d}"),), json="{e}", body="{f} { g }")
    assert variables_of(step) == frozenset("abcdef")


@pytest.mark.parametrize(
    ("text", "filled"),
    (("{username}!", "baker!"), ("{empty}", ""), ("{unknown}", "{unknown}"), ('{"a": 1}', '{"a": 1}')),
)
def test_filling(text: str, filled: str) -> None:
    """Known names are put in, and what is no known name stays as it is (JSON's braces)."""
    assert fill(text, KNOWN) == filled


FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
REQUESTS = (
    (RecipeStep("GET", "in"), Request("GET", f"{BASE}in")),
    (RecipeStep("GET", "/in?u={username}"), Request("GET", "https://shop.example/in?u=baker")),
    (
        RecipeStep("POST", "/in", form=(("u", "{username}"), ("p", "{password}"))),
        Request("POST", "https://shop.example/in", (FORM,), b"u=baker&p=a+%22quoted%22+%26+p%C3%A4ss"),
    ),
    (
        RecipeStep("POST", "/in", fields=(("content-type", "text/x"),), form=(("u", "1"),)),
        Request("POST", "https://shop.example/in", (("content-type", "text/x"),), b"u=1"),
    ),
    (
        RecipeStep("POST", "/in", json='{"p": "{password}"}'),
        Request("POST", "https://shop.example/in", (JSON,), b'{"p": "a \\"quoted\\" & p\\u00e4ss"}'),
    ),
    (
        RecipeStep("POST", "/in", fields=(("Content-Type", "a/json"),), json="{}"),
        Request("POST", "https://shop.example/in", (("Content-Type", "a/json"),), b"{}"),
    ),
    (
        RecipeStep("PUT", "/in", fields=(("X", "{username}"),), body="{username}"),
        Request("PUT", "https://shop.example/in", (("X", "baker"),), b"baker"),
    ),
)


@pytest.mark.parametrize(("step", "request_made"), REQUESTS)
def test_requests(step: RecipeStep, request_made: Request) -> None:
    """Address, fields and content as the step says, with the type that belongs to the content unless it is given."""
    assert request_of(step, BASE, KNOWN) == request_made


def test_what_is_filled_into_json_stays_json() -> None:
    """Quotes of a password do not end the string they are put into."""
    body = request_of(RecipeStep("POST", "/in", json='{"p": "{password}"}'), BASE, KNOWN).body
    assert json.loads(body) == {"p": KNOWN["password"]}


DOCUMENT = data({"a": {"b": ["x", {"c": 7}]}, "t": True, "n": None, "e": ""}, 200, ("X-Token", "of-header"))
PAGE = html(
    '<form><input type="hidden" name="csrf" value="of-form"></form>'
    '<script type="application/json">{"boot": {"token": "of-script"}}</script><p>id=4711;</p>'
)
TAKEN = (
    (Source.HEADER, "x-token", DOCUMENT, "of-header"),
    (Source.HEADER, "x-other", DOCUMENT, None),
    (Source.COOKIE, "sid-*", DOCUMENT, "of-cookie"),
    (Source.COOKIE, "other", DOCUMENT, None),
    (Source.REGEX, r"id=(\d+)", PAGE, "4711"),
    (Source.REGEX, r"id=\d+", PAGE, "id=4711"),
    (Source.REGEX, r"id=x", PAGE, None),
    (Source.REGEX, r"id=(x)?", PAGE, None),
    (Source.FORM_FIELD, "csrf", PAGE, "of-form"),
    (Source.FORM_FIELD, "other", PAGE, None),
    (Source.JSON_PATH, "a.b.0", DOCUMENT, "x"),
    (Source.JSON_PATH, "a.b.1.c", DOCUMENT, "7"),
    (Source.JSON_PATH, "a.b.2", DOCUMENT, None),
    (Source.JSON_PATH, "a.b.x", DOCUMENT, None),
    (Source.JSON_PATH, "a.b", DOCUMENT, None),
    (Source.JSON_PATH, "n", DOCUMENT, None),
    (Source.JSON_PATH, "e", DOCUMENT, ""),
    (Source.JSON_PATH, "boot.token", PAGE, "of-script"),
    (Source.JSON_PATH, "", data("whole"), "whole"),
    (Source.JSON_PATH, "a", html("[" * 100_000), None),
)


@pytest.mark.parametrize(("source", "pattern", "response", "value"), TAKEN)
def test_values_are_taken(source: Source, pattern: str, response: Response, value: str | None) -> None:
    """From wherever the recipe says; None where it is not."""
    cookies = {"sid-8080": "of-cookie"}
    assert taken(Extraction("v", source, pattern), BASE, response, cookies) == value


def test_a_form_is_looked_for_where_no_type_is_named() -> None:
    """A server that names no type still sends its form."""
    answer = Response(200, "", "1.1", (), b'<form><input name="csrf" value="x"></form>')
    assert taken(Extraction("v", Source.FORM_FIELD, "csrf"), BASE, answer, {}) == "x"
