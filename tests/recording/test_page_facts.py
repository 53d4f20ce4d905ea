"""What a recording keeps of a page: facts, never text."""

import pytest

from hardtack.recording.message import Response
from hardtack.recording.model import PageFacts
from hardtack.recording.page_facts import page_facts
from tests.recording.site import data, html

ID = "0123456789abcdef0"


def masked(url: str) -> str:
    """A mask that tests can read."""
    return url.replace(ID, "~")


def facts(body: str, url: str = "https://shop.example/a") -> PageFacts:
    """The facts of a page."""
    found = page_facts(html(body), url, masked)
    assert found is not None
    return found


def test_a_login_form_is_told() -> None:
    """A field for a password, and where its form posts to."""
    found = facts('<form action="/in" method="post"><input name="u"><input type="password" name="p"></form>')
    assert (found.password_field, found.login_action) == (True, "https://shop.example/in")


def test_a_page_without_any_of_it() -> None:
    """An ordinary page has no facts to tell."""
    found = facts("<p>hello</p>")
    assert (found.password_field, found.login_action) == (False, None)
    assert (found.insecure_parts, found.insecure_links, found.session_ids_in_urls) == ((), (), ())


def test_parts_and_links_in_clear_are_told_of_pages_over_https() -> None:
    """Scripts over http, and links and forms to the page's own host, each once; other hosts' links are theirs."""
    body = (
        '<script src="http://cdn.example/x.js"></script><a href="http://shop.example/b">b</a>'
        '<a href="http://shop.example/b">b</a><a href="http://other.example/">o</a><form action="HTTP://shop.example/f"></form>'
    )
    found = facts(body)
    assert [url for _, url in found.insecure_parts] == ["http://cdn.example/x.js"]
    assert [url.lower() for url in found.insecure_links] == ["http://shop.example/b", "http://shop.example/f"]
    plain = facts(body, "http://shop.example/a")
    assert (plain.insecure_parts, plain.insecure_links) == ((), ())


def test_session_ids_in_addresses_are_told_and_masked() -> None:
    """As a path parameter or in the query; short values are none."""
    body = f'<a href="/b;jsessionid={ID}">b</a><a href="/c?x=1&PHPSESSID={ID}">c</a><a href="/d?sid=7">d</a>'
    assert facts(body).session_ids_in_urls == (
        "https://shop.example/b;jsessionid=~",
        "https://shop.example/c?x=1&PHPSESSID=~",
    )


def test_of_each_kind_twenty_are_kept() -> None:
    """A page of a thousand links does not fill a recording."""
    assert len(facts("".join(f'<a href="http://shop.example/{n}">x</a>' for n in range(99))).insecure_links) == 20


@pytest.mark.parametrize("answer", (data({}), html(""), Response(200, "", "1.1", (), b"<p>x</p>")))
def test_other_content_has_no_facts(answer: Response) -> None:
    """JSON, nothing at all, and content of no named type are no pages."""
    assert page_facts(answer, "https://shop.example/", masked) is None
