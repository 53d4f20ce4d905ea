"""The assertion on the cookies of a response."""

from collections.abc import Callable

import httpx
import pytest

from hardtack.checks import CHECKS
from hardtack.integrations.hardened import LONGEST_LIFETIME, Fault, assert_hardened
from tests.integrations.frameworks import CLIENTS, SID, of_django

GOOD = "sid=1; Path=/; Secure; HttpOnly; SameSite=Lax"
HERE = "https://www.example.com/login"
WORDS = {
    "a=b; Secure; SameSite=Lax": "readable",
    "a=b; HttpOnly; SameSite=Strict": "plain",
    "a=b; Secure; HttpOnly": "cross-site",
    "a=b; Secure; HttpOnly; SameSite=None": "cross-site",
    "a=b; Secure; HttpOnly; SameSite=Lax; SameSite=x": "cross-site",
    "a=b; Secure; HttpOnly; SameSite=Lax; Domain=example.com": "wide",
    f"a=b; Secure; HttpOnly; SameSite=Lax; Max-Age={LONGEST_LIFETIME + 1}": "persistent",
    "a=b; Secure; HttpOnly; SameSite=Lax; Expires=Fri, 31 Dec 9999 23:59:59 GMT": "persistent",
    "a=b; Secure; HttpOnly; SameSite=Lax; Domain=other.example": "rejected",
    "__Host-a=b; Secure; HttpOnly; SameSite=Lax; Path=/x": "rejected",
}


def response(*lines: str, url: str = HERE) -> httpx.Response:
    """A response that sets these."""
    return httpx.Response(200, headers=[("set-cookie", line) for line in lines], request=httpx.Request("GET", url))


def complaint(*lines: str, session: tuple[str, ...] = (), url: str | None = None, allow: tuple[str, ...] = ()) -> str:
    """What the assertion says; nothing if it holds."""
    try:
        assert_hardened(response(*lines), session=session, url=url, allow=allow)
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "line",
    (
        GOOD,
        "__Host-sid=1; Path=/; Secure; HttpOnly; SameSite=Strict",
        "__Secure-sid=1; Domain=example.com; Secure; HttpOnly; SameSite=Lax",
        "sid=1; Secure; HttpOnly; SameSite=Lax; Domain=",
        f"{GOOD}; Max-Age={LONGEST_LIFETIME}",
        "sid=; Path=/; Max-Age=0",
        "sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ),
)
def test_hardened_cookies_pass(line: str) -> None:
    """For the browser session, for thirty days, with a prefix; and whatever deletes."""
    assert complaint(line, session=(line.partition("=")[0],)) == ""


@pytest.mark.parametrize(("line", "word"), WORDS.items())
def test_each_fault_is_found_and_can_be_allowed(line: str, word: str) -> None:
    """Under its word, with the check that explains it; allowed by that word, and by no other."""
    said = complaint(line)
    others = tuple(fault.value for fault in Fault if fault.value != word)

    assert f"\n  {word:<12}" in said
    assert f"(hardtack explain {Fault(word).code})" in said
    assert f"\n  {word:<12}" in complaint(line, allow=others)
    assert f"\n  {word:<12}" not in complaint(line, allow=(word,))
    assert complaint(line, allow=tuple(fault.value for fault in Fault)) == ""


def test_the_words_name_checks_that_there_are() -> None:
    """Whoever follows the message finds a page."""
    assert {fault.code for fault in Fault} <= {check.code for check in CHECKS}


def test_the_message_reads_like_explain() -> None:
    """How many, each line with its value shortened, what is wrong, and the remedy."""
    assert complaint(f"sid={SID}; Path=/; HttpOnly; SameSite=None", GOOD) == (
        "1 of 2 cookies not hardened\n"
        "\n"
        "Set-Cookie: sid=Canary…‹32 characters›; Path=/; HttpOnly; SameSite=None\n"
        "  as if sent by https://www.example.com/login\n"
        "  rejected    Chromium 156 drops it: SameSite=None needs Secure (rfc6265bis-22 5.7 step 19) → add Secure, or"
        " ask for SameSite=Lax (hardtack explain HT1104)\n"
        "  plain       it goes over plain http too → add Secure (hardtack explain HT1001)\n"
        "  cross-site  requests from other sites carry it → give SameSite=Lax instead (hardtack explain HT1101)"
    )


def test_no_message_tells_a_value() -> None:
    """Wherever it stands in the line."""
    for form in ("sid={}", "{}", "sid=1; Path=/, c={}", "sid=1; Domain=example.com, {}", "sid=1; Comment={}"):
        said = complaint(form.format(SID))

        assert said
        assert SID[:13] not in said


def test_only_the_named_cookies_are_judged() -> None:
    """All of them if none is named."""
    assert complaint(GOOD, "lang=de", session=("sid",)) == ""
    assert complaint(GOOD, "lang=de").startswith("1 of 2 cookies not hardened")
    assert complaint(GOOD, "sid=1", session=("sid",)).startswith("1 of 2 cookies")


def test_a_named_cookie_has_to_be_there() -> None:
    """Or the assertion could not fail; its deletion counts, and a line that browsers drop whole does not hide."""
    assert complaint(GOOD, session=("sid", "csrf")) == "no set-cookie line for 'csrf' (it sets 'sid')"
    assert complaint(session=("sid",)) == "no set-cookie line for 'sid' (it sets none)"
    assert complaint("sid=; Max-Age=0", session=("sid",)) == ""
    assert "a control character" in complaint("sid=\x01", session=("sid",))
    assert complaint() == ""


def test_one_name_or_word_needs_no_tuple() -> None:
    """A string is a name, not letters."""
    assert_hardened(response(GOOD, "s=1"), session="sid")
    assert_hardened(response("sid=1; Secure; SameSite=Lax"), session="sid", allow="readable")


def test_test_clients_speak_plain_http_and_are_taken_as_https() -> None:
    """A browser would keep no Secure cookie of theirs."""
    assert_hardened(response(GOOD, url="http://testserver/"), session=("sid",))


def test_a_url_decides_whose_domain_it_is() -> None:
    """The response's own host, or the one that is named; with neither any host."""
    line = f"{GOOD}; Domain=shop.example"

    assert "Chromium 156 drops it: the host does not domain-match" in complaint(line)
    assert complaint(line, url="http://www.shop.example/", allow=("wide",)) == ""
    assert_hardened(httpx.Response(200, headers={"set-cookie": GOOD}), session=("sid",))


def test_a_deletion_that_is_dropped_deletes_nothing() -> None:
    """That is its fault, and none of those of a cookie that lives."""
    said = complaint("__Host-sid=; Max-Age=0; Path=/")

    assert "\n  rejected    " in said
    assert "\n  readable    " not in said


def test_browsers_that_part_are_both_asked() -> None:
    """What Firefox alone drops is a fault; what Chromium alone keeps is judged."""
    assert "Firefox 153 drops it" in complaint("=sid; Secure; HttpOnly; SameSite=Lax")
    assert "\n  plain " in complaint("sid=1; Max-Age=-x; HttpOnly; SameSite=Lax")


def test_unknown_words_and_urls_are_the_callers_error() -> None:
    """Named, with the words that there are."""
    with pytest.raises(ValueError, match="allow: 'visible' is no fault; the words are rejected, readable, plain"):
        assert_hardened(response(GOOD), allow=("visible",))
    with pytest.raises(ValueError, match="url is not an http"):
        assert_hardened(response(GOOD), url="/login")


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_real_clients(client: Callable[..., object]) -> None:
    """The login's session cookie is hardened, the cookie of the language isn't, behind a redirect or not."""
    for follow in (False, True):
        assert_hardened(client(follow=follow), session=("sid",))
        with pytest.raises(AssertionError, match="Set-Cookie: lang=de"):
            assert_hardened(client(follow=follow), session=("sid", "lang"))


def test_django() -> None:
    """As the others."""
    assert_hardened(of_django(), session=("sid",))
    with pytest.raises(AssertionError, match="1 of 2 cookies not hardened"):
        assert_hardened(of_django())
