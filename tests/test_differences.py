"""What servers send is held to what policies mean: what is explained by what a renderer said, and what by nothing."""

import pytest

from hardtack.policy import Enforced, Fault, Policy, RequestFacts, from_toml
from hardtack.render import Exactness, FieldAnswer
from tests.differences import Declared, cookies_apart
from tests.matching import matched
from tests.policy_corpus import portions

NOW = 1_795_305_600  # 2026-11-22T00:00:00Z
PAST, SOON = "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT"
FOUR = "; Path=/a; Path=/a; Path=/a; Path=/a"


def _policy(body: str) -> Policy:
    top = "".join(f"{line}\n" for line in body.splitlines() if line.startswith(("unknown", "on_error")))
    rest = "".join(f"{line}\n" for line in body.splitlines() if not line.startswith(("unknown", "on_error")))
    return from_toml(f'version = 1\n{top}[site]\norigin = "https://app.example.test"\n{rest}')


FLAGS = '[defaults]\nhttponly = "require"\nlifetime = { max = 60 }'
OLD = '[[cookies]]\nmatch = { name = "a" }\nwas = [{ name = "a", path = "/x" }]\naction = "drop"'
BYE = "a=; Path=/x; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
LIMITS = "[limits]\nset_cookies = 2\nset_cookie_bytes = 30"
BAD = "bad\x01=1"


@pytest.mark.parametrize(
    ("body", "inexact", "lines", "came", "wanted"),
    (
        # Attributes in any order and spacing; none more often than the meaning leaves it.
        (FLAGS, "", ("a=1; Path=/",), ("a=1;httponly ; path=/",), ()),
        (FLAGS, "", ("a=1; Path=/",), ("a=1; httponly; HttpOnly; Path=/",), None),
        (FLAGS, "", ("a=1; Path=/",), ("a=1; Path=/",), None),
        (FLAGS, "httponly", ("a=1; Path=/",), ("a=1; Path=/",), ("httponly",)),
        (FLAGS, "lifetime", ("a=1; Path=/",), ("a=1; Path=/",), None),
        (FLAGS, "httponly", ("a=1",), ("a=2",), None),
        (FLAGS, "httponly", ("a=1",), ("b=1",), None),
        (FLAGS, "httponly", ("a=1",), (), None),
        (FLAGS, "", (), ("a=1",), None),
        # A line that does not pass, beside one that comes otherwise and could be taken for it.
        (FLAGS, "on_error", (f"a=1{FOUR}",), (), ("on_error",)),
        (FLAGS, "on_error", (f"a=1{FOUR}",), ("",), ("on_error",)),
        (
            FLAGS,
            "on_error lifetime.expires",
            (f"a=1{FOUR}", f"a=1; Expires={SOON}"),
            ("a=1; Max-Age=60; HttpOnly",),
            ("lifetime.expires", "lifetime.expires", "on_error"),
        ),
        (
            FLAGS,
            "on_error",
            (f"a=1{FOUR}", f"a=1; Expires={SOON}"),
            ("a=1; Max-Age=60; HttpOnly",),
            None,
        ),
        (FLAGS, "on_error", (f"a=1{FOUR}", "a=1; Path=/a"), ("a=1; Path=/a; HttpOnly",), ("on_error",)),
        (FLAGS, "", ("a=1; Path=/a; Path=/a", "a=1; Path=/a"), ("a=1; Path=/a; HttpOnly",) * 2, ()),
        (
            '[defaults]\ndomain = "remove"',
            "on_error",
            ("a=1", f"a=1{FOUR.replace('Path', 'Domain')}"),
            ("a=1",),
            ("on_error",),
        ),
        (
            '[defaults]\nhttponly = "forbid"\nlifetime = "session"',
            "on_error lifetime.expires",
            (f"a=1{FOUR.replace('Path=/a', 'HttpOnly')}", f"a=1; Expires={PAST}"),
            ("a=1",),
            ("lifetime.expires", "on_error"),
        ),
        # Patterns that count characters of UTF-8.
        (FLAGS, "match", ("\xe9=1",), ("\xe9=1",), ("match",)),
        (FLAGS, "match", ("e=1",), ("e=1",), None),
        # The deletion of an old identity goes with the cookie.
        (OLD, "", ("a=; Max-Age=0",), (BYE, "a=; Max-Age=0"), ()),
        (OLD, "", ("a=; Max-Age=0",), ("a=; Max-Age=0",), None),
        (OLD, "was", ("a=; Max-Age=0",), ("a=; Max-Age=0",), ("was",)),
        (OLD, "", ("a=1",), (BYE, "a=1"), None),
        (OLD, "action", ("a=1",), (BYE, "a=1"), ("action", "action")),
        (OLD, "action", ("a=1",), (BYE, BYE, "a=1"), None),
        (OLD, "lifetime.expires", (f"a=; Expires={PAST}",), (), ("lifetime.expires", "lifetime.expires")),
        (OLD, "lifetime.expires", ("a=; Max-Age=0",), (), None),
        (OLD, "on_error", (f"a=; Max-Age=0{FOUR}",), (), ("on_error", "on_error")),
        (OLD, "lifetime.expires", (f"a=1; Expires={SOON}",), (BYE, f"a=1; Expires={SOON}"), ("lifetime.expires",) * 2),
        # Limits, where lines are the same.
        (LIMITS, "", ("a=1",) * 4, ("a=1",) * 2, ()),
        (LIMITS, "", ("a=1",) * 4, ("a=1",) * 3, None),
        (LIMITS, "limits.set_cookies", ("a=1",) * 4, ("a=1",) * 4, ("limits.set_cookies",) * 2),
        (LIMITS, "limits.set_cookies", ("a=1",) * 2, ("a=1",) * 3, None),
        (LIMITS, "limits.set_cookies", ("a=1", "b=1", "c=1", BAD), ("a=1", "c=1", "b=1"), ("limits.set_cookies",)),
        (LIMITS, "limits.set_cookies", (f"a={'x' * 30}", "b=1"), (f"a={'x' * 30}", "b=1"), None),
        (
            LIMITS,
            "limits.set_cookie_bytes",
            (f"a={'x' * 30}", "b=1"),
            (f"a={'x' * 30}", "b=1"),
            ("limits.set_cookie_bytes",),
        ),
        (LIMITS, "limits.set_cookie_bytes", (f"a=1{' ' * 30}; Path=/",), (), ("limits.set_cookie_bytes",)),
        (LIMITS, "limits.set_cookie_bytes", ("a=1; Path=/",), (), None),
        # By its date alone a deletion may be long.
        (LIMITS, "lifetime.expires", (f"a=1; Expires={PAST}",), (), ("lifetime.expires",)),
        (LIMITS, "lifetime.expires", (f"a=1; Expires={PAST}; Max-Age=0",), (), None),
        # A line without anything sets nothing, whether it comes or not; what is added to it is wanted.
        ("", "", (";",), (), ()),
        ("", "", (";",), ("",), ()),
        (FLAGS, "", ("\t",), ("",), None),
        (FLAGS, "httponly", ("\t",), ("",), ("httponly",)),
        (FLAGS, "on_error", (FOUR,), ("",), ("on_error",)),
        # Cookies that no rule names.
        ('unknown = "drop"', "", ("a=1", "b=2; Max-Age=0"), ("b=2; Max-Age=0",), ()),
        ('unknown = "drop"', "unknown", ("a=1", "b=1"), ("a=1", ""), ("unknown", "unknown")),
        ('unknown = "drop"', "unknown", ("a=1",), ("", ""), None),
    ),
)
def test_lines_that_differ(
    body: str, inexact: str, lines: tuple[str, ...], came: tuple[str, ...], wanted: tuple[str, ...] | None
) -> None:
    """What differs is named by the fields that were declared, or told as what nothing explains."""
    answers = [FieldAnswer(field, None, Exactness.APPROXIMATE, "So.") for field in inexact.split()]
    declared = Declared.of(_policy(body), answers)
    found = cookies_apart(declared, lines, RequestFacts(https=True, now=NOW), 200, (200, came))
    assert isinstance(found, str) if wanted is None else sorted(found) == sorted(wanted), found


def test_a_refusal_that_is_none_is_declared_fault_by_fault() -> None:
    """One fault that is not declared, or none at all, and nothing explains what passes."""
    declared = Declared(_policy("[limits]\nset_cookies = 2"), frozenset({("limits.set_cookies", None)}))
    many, control = ("a", Fault.TOO_MANY_LINES), ("b", Fault.CONTROL_CHARACTER)

    assert declared.faults(Enforced((), (many,), refused=True)) == ["limits.set_cookies"]
    assert declared.faults(Enforced((), (many, control), refused=True)) == []
    assert declared.faults(Enforced(())) == []


@pytest.mark.parametrize(
    ("fits", "pairs"),
    (
        ((), {}),
        (((0, 1), (0,)), {0: 1, 1: 0}),
        (((0, 1), (0, 2), (0, 1)), {0: 2, 1: 0, 2: 1}),
        (((), (0,), (0,)), {0: 1}),
        (((0,), (0,), (0, 1), (1, 2)), {0: 0, 1: 2, 2: 3}),
    ),
)
def test_matching(fits: tuple[tuple[int, ...], ...], pairs: dict[int, int]) -> None:
    """As many as can be are matched, the first ones before others."""
    assert len(matched(fits)) == len(pairs)
    assert sorted(matched(fits).values()) == sorted(pairs.values())
    assert all(other in fits[item] for other, item in matched(fits).items())


@pytest.mark.parametrize(
    ("texts", "parts"),
    (
        ((), [[]]),
        (("a", "b", "c"), [["a", "b"], ["c"]]),
        (("aaa", "bb", "c", "dddddd", "e"), [["aaa"], ["bb", "c"], ["dddddd"], ["e"]]),
    ),
)
def test_portions(texts: tuple[str, ...], parts: list[list[str]]) -> None:
    """As many as are asked for at most, and no more characters than may be."""
    assert list(portions(texts, 2, 4)) == parts
