"""The assertion that the cookies of a response are as a policy makes them."""

from pathlib import Path

import httpx
import pytest

from hardtack.errors import HostError
from hardtack.integrations.hardened import Fault, assert_hardened
from hardtack.integrations.policy_complaints import policy_complaints
from hardtack.integrations.policy_files import PolicySource
from hardtack.policy import RequestFacts, enforce_line, enforce_response
from tests.differences import same
from tests.integrations.frameworks import CLIENTS
from tests.integrations.policies import FAREWELL, FRONTED, HARDENED, NOW, SID, fronted
from tests.policy.making import policy_of
from tests.policy_corpus import policy_files, read_lines, read_policy

OPEN = policy_of('[defaults]\nsecure = "require"\n[[cookies]]\nmatch = { name = "open" }\nhttponly = "forbid"')
PLAIN = policy_of('[site]\norigin = "http://intranet.example.test"\ntls = "none"\n[defaults]\nhttponly = "require"')


def response(*lines: str, url: str = "http://testserver/login") -> httpx.Response:
    """A response that sets these."""
    return httpx.Response(200, headers=[("set-cookie", line) for line in lines], request=httpx.Request("GET", url))


def complaint(*lines: str, policy: PolicySource = OPEN, session: tuple[str, ...] = (), url: str | None = None) -> str:
    """What the assertion says; nothing if it holds."""
    try:
        assert_hardened(response(*lines), policy, session=session, url=url)
    except AssertionError as error:
        return str(error)
    return ""


def test_what_the_policy_leaves_alone_passes() -> None:
    """Also where it is no session cookie that it would be without a policy."""
    assert complaint("open=1; secure=x;Path=/; Foo=bar", "a=1; SameSite=Strict; Secure", "b=; Max-Age=0; Secure") == ""
    assert "scripts read it" not in complaint("open=1")


def test_the_message_says_what_it_should_be_and_why() -> None:
    """The line, the line that the policy makes of it, and each change with the words that ask for it."""
    assert complaint(f"sid={SID}; Path=/app; HttpOnly; SameSite=Lax", "open=1; Secure", policy=fronted()) == (
        "2 of 2 cookies not hardened\n"
        "\n"
        "Set-Cookie: sid=Canary…‹32 characters›; Path=/app; HttpOnly; SameSite=Lax\n"
        "  as if sent by https://app.example.test/login\n"
        "  policy      makes it __Host-sid=Canary…‹32 characters›; Path=/; HttpOnly; SameSite=Lax; Secure"
        ' (cookies[1], name = "sid")\n'
        '  policy      __Host-sid: was sid: prefix = "__Host-" (cookies[1])\n'
        '  policy      Path=/: was Path=/app: prefix = "__Host-" (cookies[1])\n'
        '  policy      Secure: added: secure = "require" (defaults)\n'
        "\n"
        "Set-Cookie: open=1; Secure\n"
        "  as if sent by https://app.example.test/login\n"
        "  policy      makes it open=1; Secure; HttpOnly; SameSite=Lax (no rule names it)\n"
        '  policy      HttpOnly: added: httponly = "require" (defaults)\n'
        '  policy      SameSite=Lax: added: samesite = { value = "Lax", when = "absent" } (defaults)'
    )


def test_what_should_not_have_left_is_said() -> None:
    """A cookie that is dropped, and one that can't be enforced."""
    assert complaint("ad=1", policy=fronted()).endswith(
        '\n  policy      the policy drops it: action = "drop" (cookies[2])'
    )
    assert "\n  policy      502 stands in place of the response: " in complaint(f"sid={SID * 9}", policy=fronted())


def test_what_the_middleware_sends_passes() -> None:
    """The deletions of old identities too, beside the cookie; alone they are another cookie's."""
    assert complaint(FAREWELL, HARDENED, policy=fronted()) == ""
    assert "makes it __Host-sid=; Path=/;" in complaint(FAREWELL, policy=fronted())


def test_a_line_that_no_browser_keeps_is_said_too() -> None:
    """On the policy's own host, or on the one that is named; it alone can be allowed."""
    line = "a=1; Secure; Domain=example.test"
    assert complaint(line) == ""
    assert "Chromium 156 drops it: the host does not domain-match" in complaint(line, url="http://www.example.com/")
    assert "as if sent by https://www.example.com/x" in complaint(line, url="http://www.example.com/x")
    assert_hardened(response(line), OPEN, url="http://www.example.com/", allow=(Fault.REJECTED.value,))
    with pytest.raises(ValueError, match="with a policy 'rejected' alone can be allowed"):
        assert_hardened(response(line), OPEN, allow=("readable",))


def test_a_site_without_tls_is_taken_as_plain() -> None:
    """As its policy says; what browsers keep there passes."""
    assert complaint("a=1; HttpOnly", policy=PLAIN) == ""
    assert "as if sent by http://intranet.example.test/login" in complaint("a=1", policy=PLAIN)


def test_named_cookies_alone_are_judged_and_must_be_there() -> None:
    """As without a policy."""
    assert complaint("a=1; Secure", "b=1", session=("a",)) == ""
    assert complaint("a=1; Secure", session=("b",)) == "no set-cookie line for 'b' (it sets 'a')"
    assert complaint() == ""


def test_a_response_that_tells_no_url() -> None:
    """Then it comes from the policy's origin."""
    with pytest.raises(AssertionError, match=r"as if sent by https://app\.example\.test/\n"):
        assert_hardened(httpx.Response(200, headers={"set-cookie": "a=1"}), OPEN)


def test_the_policy_may_be_a_file(tmp_path: Path) -> None:
    """Read anew each time; one that can't be read is an error, not a failure."""
    file = tmp_path / "policy.toml"
    with pytest.raises(HostError, match="can't be read"):
        assert_hardened(response(HARDENED), file)
    file.write_text(FRONTED, encoding="utf-8")
    assert_hardened(response(HARDENED), str(file))
    with pytest.raises(AssertionError, match="policy      Secure: added"):
        assert_hardened(response("a=1"), file)


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_real_clients(client: object) -> None:
    """Of the login's cookies one is as the policy has it."""
    assert callable(client)
    got = client(follow=True)
    assert_hardened(got, OPEN, session=("sid",))
    with pytest.raises(AssertionError, match="Set-Cookie: lang=de"):
        assert_hardened(got, OPEN, session=("sid", "lang"))


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_a_line_is_complained_of_if_it_is_another_cookie(file: Path) -> None:
    """By the comparison that servers are held to; and never what was enforced."""
    policy, facts = read_policy(file), RequestFacts(https=True, now=NOW)
    for line in read_lines():
        out = enforce_line(policy, line, facts)
        said = policy_complaints(policy, [line], facts)
        assert (line in said) is (out is None or not (same(out, line) and same(line, out)))
    made = enforce_response(policy, read_lines(), facts).lines
    assert policy_complaints(policy, made, facts) == {}


def test_a_capped_date_passes_later_too() -> None:
    """The clock goes on between the response and the assertion."""
    policy = policy_of("[defaults]\nlifetime = { max = 60 }")
    capped = enforce_line(policy, "a=1; Expires=Fri, 31 Dec 2099 23:59:59 GMT", RequestFacts(https=True, now=NOW))
    assert capped is not None
    assert policy_complaints(policy, [capped], RequestFacts(https=True, now=NOW + 9)) == {}
    assert "Expires" in complaint("a=1; Expires=Fri, 31 Dec 2099 23:59:59 GMT", policy=policy)
