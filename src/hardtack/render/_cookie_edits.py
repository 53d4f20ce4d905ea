r"""The way in as regular expressions (PCRE): `inbound` by edits, each made at every match within a Cookie field.

What is matched is always one whole pair, from the semicolon before it (or the field's begin) to the one after it, which
stays: so an engine that goes on after a match and takes that place for a begin finds a semicolon there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from hardtack.policy import NamePrefix, Policy, Treatment
from hardtack.policy.resolve import resolver
from hardtack.render._names import BLANKS, literal, names_where, prefixes_of

__all__ = ["CookieEdit", "cookie_edits", "dropped_names"]


@dataclass(frozen=True, slots=True)
class CookieEdit:
    """One replacement, made at every match.

    Attributes:
        pattern: PCRE; of printable ASCII without quotes, and without a backslash before another.
        groups: what a match becomes: the numbers of groups.
        why: for the operator.
    """

    pattern: str
    groups: tuple[int, ...]
    why: str


def cookie_edits(policy: Policy) -> tuple[CookieEdit, ...]:
    """All edits of a policy, in order; what they leave of separators is for the engine to clear.

    Args:
        policy: A policy that `check_policy` has nothing against.
    """
    return (*_dropped(policy), *_bare(policy), *_renamed(policy))


def dropped_names(policy: Policy) -> str | None:
    """A pattern for the names of cookies that are not to reach the application, None if there are none.

    Args:
        policy: The policy.
    """
    resolve, drop = resolver(policy), policy.inbound.drop
    candidates = [f"{prefix}{name}" for name in drop for prefix in ("", "__Host-", "__Secure-")]
    names = [name for name in dict.fromkeys(candidates) if resolve(name).upstream in drop]
    return f"(?:{'|'.join(map(literal, names))})" if names else None


def _dropped(policy: Policy) -> Iterator[CookieEdit]:
    names = dropped_names(policy)
    if names is not None:
        pattern = rf"(^|;){BLANKS}{names}{BLANKS}=[^;]*"
        yield CookieEdit(pattern, (1,), "inbound.drop: these do not reach the application.")


def _bare(policy: Policy) -> Iterator[CookieEdit]:
    if prefixes_of(policy) and policy.inbound.strip_bare_renamed:
        names = names_where(policy, lambda treatment: treatment.prefix is not NamePrefix.NONE)
        why = "Any host of the site could have set a cookie under its bare name: such a one does not pass."
        yield CookieEdit(f"(^|;){BLANKS}{names}[^;]*", (1,), why)


def _is_given(prefix: NamePrefix, treatment: Treatment) -> bool:
    return treatment.prefix is prefix


def _renamed(policy: Policy) -> Iterator[CookieEdit]:
    for prefix in prefixes_of(policy):
        names = names_where(policy, partial(_is_given, prefix))
        pattern = f"(^|;)({BLANKS}){literal(prefix.value)}({names}[^;]*)"
        yield CookieEdit(pattern, (1, 2, 3), f"The application knows these without {prefix.value}.")
