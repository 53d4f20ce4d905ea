r"""Cookie names as regular expressions (PCRE) that say what the policy's rules say, the first that matches counting.

Every character that is no letter or digit is written as ``\xhh``, so that no text of a policy can end a pattern, a
quote or a line of a configuration.
"""

from collections.abc import Callable, Iterable
from typing import Final, assert_never

from hardtack.policy import CookieMatch, CookieRule, MatchKind, NamePrefix, Policy, Treatment, parse_pattern
from hardtack.policy.pattern import Atom, matcher

__all__ = [
    "ANY_PREFIX",
    "BLANKS",
    "characters",
    "literal",
    "matches_nameless",
    "name_of",
    "names_of_rules",
    "names_where",
    "prefixes_of",
]

BLANKS: Final = r"[ \t]*"
ANY_PREFIX: Final = r"(?i:__(?:host|secure|http)\x2d)"
"""A prefix that browsers heed, in any case; the beginning of __Host-Http- is that of __Host-."""

_STARTS: Final = r"(?=[^=; \t])"
_NEVER: Final = "(?!)"
_SEPARATORS: Final = frozenset("=;")


def literal(text: str) -> str:
    r"""A pattern that matches a text as it is.

    Grammar of what is returned: ``(ALPHA | DIGIT | "_" | "/" | "\x" 2HEX)*``, all of it harmless between the quotes of
    Apache and of HAProxy.

    Args:
        text: Latin-1 isomorphic.

    Raises:
        UnicodeEncodeError: The text has a character above U+00FF, which is no byte.
    """
    return "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "_/") else f"\\x{byte:02x}"
        for byte in text.encode("latin-1")
    )


def name_of(match: CookieMatch) -> str:
    """A pattern for all of a name that a rule is for; blanks at its end may be taken along.

    Args:
        match: The rule's. What a pattern takes is trimmed of blanks, as names are.
    """
    match match.kind:
        case MatchKind.NAME:
            return literal(match.text)
        case MatchKind.PREFIX:
            return f"{literal(match.text)}[^=;]*"
        case MatchKind.PATTERN:
            atoms = "".join(map(_atom, parse_pattern(match.text)))
            return rf"{_STARTS}{atoms}(?<![ \t])"
        case _:
            assert_never(match.kind)


def matches_nameless(match: CookieMatch) -> bool:
    """Whether a rule is for nameless cookies: a pattern may match nothing.

    Args:
        match: The rule's.
    """
    return match.kind is MatchKind.PATTERN and matcher(match.text).fullmatch("") is not None


def _atom(atom: Atom) -> str:
    chars = characters(atom.chars - _SEPARATORS)
    if atom.high is None:
        count = {0: "*", 1: "+"}.get(atom.low, f"{{{atom.low},}}")
    else:
        count = "" if atom.low == atom.high == 1 else f"{{{atom.low},{atom.high}}}"
    return f"{chars}{count}"


def characters(chars: Iterable[str]) -> str:
    """A pattern for one of some characters, a class written as ranges of bytes.

    Args:
        chars: Latin-1 isomorphic; none of them = it never matches.
    """
    bytes_ = sorted(map(ord, chars))
    if not bytes_:
        return f"(?:{_NEVER}.)"
    ranges: list[tuple[int, int]] = []
    for byte in bytes_:
        if ranges and ranges[-1][1] == byte - 1:
            ranges[-1] = (ranges[-1][0], byte)
        else:
            ranges.append((byte, byte))
    spelt = "".join(literal(chr(low)) + ("" if low == high else f"-{literal(chr(high))}") for low, high in ranges)
    return literal(chr(bytes_[0])) if len(bytes_) == 1 else f"[{spelt}]"


def names_where(policy: Policy, wanted: Callable[[Treatment], bool], end: str = "=") -> str:
    """A pattern for the names, without a prefix, whose rule or default is treated in some way.

    It stands where a name begins, and takes what ends the name too.

    Args:
        policy: The policy.
        wanted: Which treatments.
        end: A pattern for what stands after a name and blanks.
    """
    return names_of_rules(policy, lambda rule: wanted(policy.treatment(rule)), end)


def names_of_rules(policy: Policy, wanted: Callable[[CookieRule | None], bool], end: str = "=") -> str:
    """As `names_where`, by the rule that a name falls under.

    Args:
        policy: The policy.
        wanted: Which rules; None = for names that no rule names.
        end: A pattern for what stands after a name and blanks.
    """
    earlier: list[CookieRule] = []
    ways: list[str] = []
    for rule in policy.cookies:
        if wanted(rule):
            before = [one for one in earlier if _may_share(one.match, rule.match)]
            ways.append(f"{_but(before, end)}{name_of(rule.match)}")
        else:
            earlier.append(rule)
    if wanted(None):
        ways.append(f"{_but(earlier, end)}[^=;]+")
    return f"(?!{ANY_PREFIX}){_STARTS}(?:{'|'.join(ways) or _NEVER}){BLANKS}{end}"


def _may_share(one: CookieMatch, other: CookieMatch) -> bool:
    """Whether there may be a name that both match; it is not asked of a pattern and anything but a name."""
    match one.kind, other.kind:
        case MatchKind.PATTERN, MatchKind.NAME:
            return matcher(one.text).fullmatch(other.text) is not None
        case MatchKind.NAME, MatchKind.PATTERN:
            return matcher(other.text).fullmatch(one.text) is not None
        case MatchKind.NAME, MatchKind.NAME:
            return one.text == other.text
        case MatchKind.PREFIX, MatchKind.NAME:
            return other.text.startswith(one.text)
        case MatchKind.NAME, MatchKind.PREFIX:
            return one.text.startswith(other.text)
        case MatchKind.PREFIX, MatchKind.PREFIX:
            return one.text.startswith(other.text) or other.text.startswith(one.text)
        case _:
            return True


def _but(rules: Iterable[CookieRule], end: str) -> str:
    names = "|".join(name_of(rule.match) for rule in rules)
    return f"(?!(?:{names}){BLANKS}{end})" if names else ""


def prefixes_of(policy: Policy) -> tuple[NamePrefix, ...]:
    """The prefixes that a policy gives to any names.

    Args:
        policy: The policy.
    """
    given = {policy.treatment(rule).prefix for rule in (*policy.cookies, None)}
    return tuple(prefix for prefix in (NamePrefix.HOST, NamePrefix.SECURE) if prefix in given)
