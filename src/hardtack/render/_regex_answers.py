"""What the engines that work by regular expressions answer for each field of a policy."""

from collections.abc import Iterator

from hardtack.policy import (
    Action,
    HttpOnlyRule,
    Keep,
    NamePrefix,
    Policy,
    SecureRule,
    Treatment,
    Unknown,
)
from hardtack.render._marks import COPIES
from hardtack.render._no_sessions import no_sessions
from hardtack.render._treated import knowing_deletions, treated_alike
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["answer", "limit_answers", "regex_answers", "transport_answers"]

_EXACT = "The generated expressions do exactly this."
_DATES = (
    "Dates can't be compared: a deletion is told by an empty value or a year that is over, and where a lifetime is "
    "capped what has an Expires alone gets the cap as its Max-Age, a cookie that would have ended sooner too."
)
_DROPPED = ("A Set-Cookie field without a value is left, which sets nothing.", Exactness.APPROXIMATE)
_TAKEN_OUT = ("The whole line is taken out.", Exactness.EXACT)


def answer(field: str, sentence: str, exactness: Exactness = Exactness.EXACT) -> FieldAnswer:
    """An answer for a field that is the same for all cookies."""
    return FieldAnswer(field, None, exactness, sentence)


def regex_answers(policy: Policy, on_error: str, *, leaves_empty: bool = True) -> tuple[FieldAnswer, ...]:
    """The answers that engines share which edit line by line: all but ``was``, ``limits`` and the transport.

    Args:
        policy: The policy.
        on_error: What becomes of lines that can't be enforced, one sentence.
        leaves_empty: A field without a value is left of a cookie that does not leave.
    """
    treatments = [policy.treatment(rule) for rule in (*policy.cookies, None)]
    repeats = f"A line with more than {COPIES} of one attribute does not pass. {on_error}"
    dropped = _DROPPED if leaves_empty else _TAKEN_OUT
    told_apart = bool(knowing_deletions(policy, treated_alike(policy)))
    answers = [*_attributes(treatments, told_apart=told_apart), answer("on_error", repeats, Exactness.APPROXIMATE)]
    if any(t.action is Action.DROP for t in treatments):
        answers.append(answer("action", *dropped))
    if policy.unknown is Unknown.REPORT:
        sentence = "Cookies that no rule names are treated as the defaults say, but nothing is written to the log."
        answers.append(answer("unknown", sentence, Exactness.APPROXIMATE))
    elif policy.unknown is Unknown.DROP:
        answers.append(answer("unknown", *dropped))
    return (*answers, *no_sessions(policy))


def limit_answers(policy: Policy, longer: str, count: str) -> Iterator[FieldAnswer]:
    """The answers for limits.

    Args:
        policy: The policy.
        longer: What becomes of a line that is too long, and what is counted, one sentence.
        count: Why lines are not counted, one sentence.
    """
    limits = policy.limits
    if limits.set_cookie_bytes is not None:
        yield answer("limits.set_cookie_bytes", longer, Exactness.APPROXIMATE)
    for name, most in (("headers_bytes", limits.headers_bytes), ("set_cookies", limits.set_cookies)):
        if most is not None:
            yield answer(f"limits.{name}", count, Exactness.UNSUPPORTED)


def transport_answers(policy: Policy, server: str) -> Iterator[FieldAnswer]:
    """The answers for redirect and HSTS, which these servers do alike.

    Args:
        policy: The policy.
        server: Its name in prose.
    """
    if policy.transport.redirect is not None:
        yield answer("transport.redirect", "GET and HEAD are redirected, others get 403.")
    if policy.transport.hsts is not None:
        yield answer("transport.hsts", f"One field, on {server}'s own errors too.")


def _attributes(treatments: list[Treatment], *, told_apart: bool) -> Iterator[FieldAnswer]:
    if any(t.secure is not SecureRule.KEEP for t in treatments):
        yield answer("secure", _EXACT)
    if any(t.http_only is not HttpOnlyRule.KEEP for t in treatments):
        yield answer("httponly", _EXACT)
    if any(t.same_site is not Keep.KEEP for t in treatments):
        yield answer("samesite", _EXACT)
    if any(t.domain is not Keep.KEEP for t in treatments):
        yield answer("domain", _EXACT)
    if any(t.path for t in treatments):
        yield answer("path", _EXACT)
    if any(t.prefix is not NamePrefix.NONE for t in treatments):
        yield answer("prefix", _EXACT)
    if any(t.lifetime is not Keep.KEEP for t in treatments):
        yield answer("lifetime", _EXACT)
    if told_apart:
        yield answer("lifetime.expires", _DATES, Exactness.APPROXIMATE)
