"""Whether the cookies of a response are as a session's should be, or as a policy makes them, asked in a test."""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Self
from urllib.parse import urlsplit

from hardtack.cookies import CHROMIUM, FIREFOX, InvalidURL, SameSite, SuffixList, load_suffixes
from hardtack.integrations.policy_complaints import Complaints, policy_complaints
from hardtack.integrations.policy_files import PolicySource, policy_from
from hardtack.integrations.responses import set_cookie_lines
from hardtack.policy import Policy, RequestFacts
from hardtack.report.cookie_line import shown_line, shown_place, shown_url
from hardtack.report.explain_words import duration
from hardtack.report.explained import ExplainedLine, Fate, View, explain_lines
from hardtack.report.phrases import counted
from hardtack.report.rejections import remedy_for, source_of

__all__ = ["LONGEST_LIFETIME", "Fault", "assert_hardened"]

LONGEST_LIFETIME = 30 * 86_400
"""Seconds after which a cookie that is still kept is a fault."""

_ANY_HOST = "https://www.example.com/"
_FAULT_WIDTH = 12


class Fault(Enum):
    """What may be wrong with a cookie; ``value`` is the word for `allow`, `code` the check that explains it."""

    code: str

    REJECTED = "rejected", "HT1104"
    READABLE = "readable", "HT301"
    PLAIN = "plain", "HT1001"
    CROSS_SITE = "cross-site", "HT1101"
    WIDE = "wide", "HT401"
    PERSISTENT = "persistent", "HT501"

    def __new__(cls, word: str, code: str = "") -> Self:
        """Make the word the member's value; a member is looked up by it alone, hence the default."""
        member = object.__new__(cls)
        member._value_ = word
        member.code = code
        return member


@dataclass(frozen=True, slots=True)
class _Found:
    fault: Fault
    text: str
    remedy: str


def assert_hardened(
    response: object,
    policy: PolicySource | None = None,
    *,
    session: Collection[str] = (),
    url: str | None = None,
    allow: Collection[str] = (),
) -> None:
    """Assert that cookies of a response are hardened; a line that deletes a cookie is left out.

    Each of them is stored by Chromium and by Firefox, has HttpOnly, Secure and SameSite=Lax or Strict, goes to its own
    host alone (or has a name prefix), and is kept no longer than 30 days.

    With a policy, that alone says how cookies are to be: each line, deletions too, must be what the policy makes of it
    (name and value byte for byte, the same attributes), and be stored by both browsers.

    Args:
        response: of requests, httpx, Django, Flask, werkzeug, Starlette or aiohttp (`hardtack.integrations.responses`).
        policy: a policy, or the path of its TOML file.
        session: names of cookies to judge, each of which the response must set or delete; every cookie if none is
            named, which says nothing of a response that sets none.
        url: where the response would come from; by default its own URL, taken as https, since test clients speak
            plain http and browsers keep no Secure cookie of that; with a policy, on the policy's own host.
        allow: words of `Fault` to let pass, like `readable`; with a policy `rejected` alone.

    Raises:
        AssertionError: they are not; the message names each line, what is wrong with it, and the remedy.
        HostError: the policy's file can't be read.
        PolicyError: it is no policy.
        TypeError: it is no response, or one that does not keep set-cookie lines apart.
        ValueError: a word of `allow` is none, or `url` is no http(s) URL.
    """
    __tracebackhide__ = True
    judge = None if policy is None else policy_from(policy)
    allowed = _allowed(allow, judge)
    wanted = frozenset((session,) if isinstance(session, str) else session)
    now = int(time.time())  # noqa: TID251 -- the rim: a test runs now
    lines = set_cookie_lines(response)
    explained = tuple(_explained(line, _place(url, sent_by, judge), now) for line, sent_by in lines)
    against = _against(judge, explained, now)
    named = {shown_line(one.line, reveal=True).name for one, _ in explained}
    missing = sorted(name for name in wanted if name not in named)
    faulty: list[str] = []
    judged = 0
    for one, where in explained:
        if wanted and shown_line(one.line, reveal=True).name not in wanted:
            continue
        judged += 1
        found = tuple(each for each in _faults(one) if each.fault not in allowed)
        if found or one.line in against:
            faulty.append(_block(one, where, found, against.get(one.line, ())))
    if missing or faulty:
        raise AssertionError(_message(missing, faulty, judged, sorted(named)))


def _allowed(allow: Collection[str], policy: Policy | None) -> frozenset[Fault]:
    """What is let pass: with a policy, all that it is for the policy to say."""
    words = (allow,) if isinstance(allow, str) else allow
    known = {fault.value: fault for fault in Fault}
    if policy is not None:
        if any(word != Fault.REJECTED.value for word in words):
            raise ValueError("allow: with a policy 'rejected' alone can be allowed; the rest is for the policy to say")
        return frozenset(fault for fault in Fault if fault is not Fault.REJECTED or words)
    for word in words:
        if word not in known:
            raise ValueError(f"allow: {word!r} is no fault; the words are {', '.join(known)}")
    return frozenset(known[word] for word in words)


@cache
def _suffixes() -> SuffixList:
    return load_suffixes()


def _place(url: str | None, sent_by: str | None, policy: Policy | None) -> str:
    """Where a response is taken to come from."""
    if policy is None:
        given = url or sent_by
        return _ANY_HOST if given is None else urlsplit(given)._replace(scheme="https").geturl()
    origin = urlsplit(policy.site.origin)
    if url is not None:
        return urlsplit(url)._replace(scheme=origin.scheme).geturl()
    return urlsplit(sent_by or _ANY_HOST)._replace(scheme=origin.scheme, netloc=origin.netloc).geturl()


def _against(policy: Policy | None, explained: Collection[tuple[ExplainedLine, str]], now: int) -> Complaints:
    """What the policy has against lines, by line."""
    if policy is None:
        return {}
    https = policy.site.origin.startswith("https:")
    return policy_complaints(policy, [one.line for one, _ in explained], RequestFacts(https=https, now=now))


def _explained(line: str, where: str, now: int) -> tuple[ExplainedLine, str]:
    """What the browsers make of a line, and of which URL."""
    try:
        (one,) = explain_lines((line,), where, (CHROMIUM, FIREFOX), now=now, suffixes=_suffixes())
    except InvalidURL as error:
        raise ValueError(f"url is {error}") from None
    return one, where


def _faults(one: ExplainedLine) -> Iterator[_Found]:
    """What is wrong with a line in any browser, each fault once, told as the first browser has it."""
    if all(view.fate is Fate.DELETES for view in one.views):
        return
    seen: set[Fault] = set()
    for view in one.views:
        for found in (*_rejected(view), *_weak(view)):
            if found.fault not in seen:
                seen.add(found.fault)
                yield found


def _rejected(view: View) -> Iterator[_Found]:
    told = view.explanation
    if told.rejected is not None:
        rule = told.rejected
        text = f"{view.name} drops it: {rule.text} ({source_of(rule.section)})"
        yield _Found(Fault.REJECTED, text, remedy_for(rule, told.parsed))


def _weak(view: View) -> Iterator[_Found]:
    parsed, kept = view.explanation.parsed, view.explanation.lifetime
    if parsed is None or (kept is not None and kept.seconds is not None and kept.seconds <= 0):
        return
    if not parsed.http_only:
        yield _Found(Fault.READABLE, "scripts read it", "add HttpOnly")
    if not parsed.secure:
        yield _Found(Fault.PLAIN, "it goes over plain http too", "add Secure")
    if parsed.same_site is SameSite.NONE:
        yield _Found(Fault.CROSS_SITE, "requests from other sites carry it", "give SameSite=Lax instead")
    elif parsed.same_site is SameSite.UNSET:
        yield _Found(Fault.CROSS_SITE, "each browser has a SameSite of its own for it", "add SameSite=Lax")
    if _wide(view):
        yield _Found(Fault.WIDE, f"it goes to every host below {shown_place(parsed.domain or '')}", "leave Domain out")
    if kept is not None and kept.seconds is not None and kept.seconds > LONGEST_LIFETIME:
        text = f"it is kept for {duration(kept.seconds)}"
        yield _Found(Fault.PERSISTENT, text, f"give Max-Age={LONGEST_LIFETIME} or less, or no lifetime at all")


def _wide(view: View) -> bool:
    cookie, parsed = view.explanation.cookie, view.explanation.parsed
    if view.explanation.prefix is not None or parsed is None:
        return False
    # A Domain that is a public suffix and the host itself means this host.
    return bool(parsed.domain) if cookie is None else not cookie.host_only


def _block(one: ExplainedLine, where: str, found: tuple[_Found, ...], against: tuple[str, ...]) -> str:
    lines = [f"Set-Cookie: {shown_line(one.line).text}", f"  as if sent by {shown_url(where)}"]
    for each in found:
        label = f"  {each.fault.value:<{_FAULT_WIDTH}}"
        lines.append(f"{label}{each.text} → {each.remedy} (hardtack explain {each.fault.code})")
    lines += [f"  {'policy':<{_FAULT_WIDTH}}{words}" for words in against]
    return "\n".join(lines)


def _message(missing: list[str], faulty: list[str], judged: int, named: list[str]) -> str:
    parts: list[str] = []
    if faulty:
        parts.append(f"{len(faulty)} of {counted(judged, 'cookie')} not hardened")
    if missing:
        told = f"it sets {', '.join(map(repr, named))}" if named else "it sets none"
        parts.append(f"no set-cookie line for {', '.join(map(repr, missing))} ({told})")
    return "\n\n".join(("; ".join(parts), *faulty))
