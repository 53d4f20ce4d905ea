"""All set-cookie lines of a response together."""

from hardtack.policy import Enforced, Fault, enforce_response, farewells
from tests.policy.making import HTTPS, policy_of

WAS = policy_of(
    """
    [[cookies]]
    match = { name = "sid" }
    role = "session"
    prefix = "__Host-"
    was = [{ name = "sid", path = "/app" }, { name = "__Secure-sid", domain = "example.test" }]
    """
)
OLD = (
    "sid=; Path=/app; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "__Secure-sid=; Path=/; Domain=example.test; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure",
)


def test_what_a_cookie_was_is_deleted() -> None:
    """With the cookie and with its deletion; not for other cookies, nor for one that does not go out."""
    lines = ("sid=1", "__Host-sid=1; Path=/; Secure", "sid=; Max-Age=0", "other=1", "sid=\x00")

    assert [farewells(WAS, line, HTTPS) for line in lines] == [OLD, OLD, OLD, (), ()]


def test_farewells_come_before_the_cookie_and_once() -> None:
    """A browser goes through the lines in order, so the new cookie is there in the end."""
    enforced = enforce_response(WAS, ("a=1", "sid=1", "sid=2"), HTTPS)
    expected = ("a=1", *OLD, "__Host-sid=1; Path=/; Secure", "__Host-sid=2; Path=/; Secure")

    assert Enforced(expected) == enforced


def test_a_farewell_that_stands_twice_is_sent_once() -> None:
    """Two identities that are one to a browser."""
    policy = policy_of('[[cookies]]\nmatch = { name = "a" }\nwas = [{ name = "b" }, { name = "b", path = "/" }]')
    expected = ("b=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1")

    assert enforce_response(policy, ("a=1",), HTTPS).lines == expected
    assert farewells(policy, "a=1", HTTPS) == expected[:1]


def test_a_fault_drops_the_cookie() -> None:
    """And is told, with the name and why."""
    policy = policy_of("[limits]\nset_cookie_bytes = 6")
    enforced = enforce_response(policy, ("a=12345", "b=1", "c=\x01"), HTTPS)

    assert Enforced(("b=1",), (("a", Fault.LINE_TOO_LONG), ("c", Fault.CONTROL_CHARACTER))) == enforced


def test_a_fault_of_a_session_cookie_refuses_the_response() -> None:
    """A login that seems to have worked without its cookie is worse than none."""
    enforced = enforce_response(WAS, ("a=1", "sid=\x00"), HTTPS)

    assert Enforced((), (("sid", Fault.CONTROL_CHARACTER),), refused=True) == enforced


def test_a_policy_may_refuse_for_any_fault() -> None:
    """on_error = "refuse"."""
    enforced = enforce_response(policy_of('on_error = "refuse"'), ("a=1", "b=\x00", "c=1"), HTTPS)

    assert Enforced((), (("b", Fault.CONTROL_CHARACTER),), refused=True) == enforced


def test_a_response_has_room_for_some_lines() -> None:
    """Deletions neither take of it nor are stopped."""
    policy = policy_of("[limits]\nset_cookies = 2")
    enforced = enforce_response(policy, ("a=; Max-Age=0", "b=1", "c=1", "d=1", "e=; Max-Age=0"), HTTPS)
    expected = ("a=; Max-Age=0", "b=1", "c=1", "e=; Max-Age=0")

    assert Enforced(expected, (("d", Fault.TOO_MANY_LINES),)) == enforced


def test_a_response_has_room_for_some_bytes() -> None:
    """What still fits goes out."""
    policy = policy_of("[limits]\nheaders_bytes = 10")
    enforced = enforce_response(policy, ("a=123", "b=12345", "c=123", "d=1"), HTTPS)

    assert Enforced(("a=123", "c=123"), (("b", Fault.LINES_TOO_LONG), ("d", Fault.LINES_TOO_LONG))) == enforced


def test_unknown_cookies_are_reported_once() -> None:
    """Under unknown = "report", and pass with the defaults."""
    policy = policy_of('unknown = "report"\n[[cookies]]\nmatch = { name = "a" }')
    lines = ("a=1", "b=1", "b=2", "c=1")

    assert Enforced(lines, unknown=("b", "c")) == enforce_response(policy, lines, HTTPS)


def test_what_is_dropped_by_rule_is_no_fault() -> None:
    """It is what the policy asked for."""
    policy = policy_of('[[cookies]]\nmatch = { name = "a" }\naction = "drop"')

    assert Enforced(("b=1",)) == enforce_response(policy, ("a=1", "b=1"), HTTPS)


def test_each_fault_says_itself() -> None:
    """In one sentence."""
    assert len({fault.text for fault in Fault}) == len(Fault)
