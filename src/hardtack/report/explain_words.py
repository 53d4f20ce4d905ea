"""What an attribute does and where a cookie goes, in the words that every format of `explain` uses."""

from difflib import get_close_matches
from typing import assert_never

from hardtack.cookies import (
    Attribute,
    AttributeEffect,
    CrossSite,
    Decision,
    Explanation,
    Ignored,
    Prefix,
    Reject,
    SameSite,
    Scope,
    SendRule,
    is_ip,
)
from hardtack.report.cookie_line import shown_attribute, shown_place
from hardtack.report.explained import View, seconds_asked
from hardtack.report.phrases import counted

__all__ = ["attribute_effect", "cross_site_words", "duration", "lifetime_words", "prefix_effect", "same_site_words"]

_ATTRIBUTES = ("Domain", "Expires", "HttpOnly", "Max-Age", "Partitioned", "Path", "SameSite", "Secure")
_BY_SPELLING = {name.lower(): name for name in _ATTRIBUTES}
_LIKE_ENOUGH = 0.75
_UNITS = (("year", 365 * 86_400), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_YEARS_FROM = 2 * 365 * 86_400
_EVER = 1000 * 365 * 86_400


def duration(seconds: int) -> str:
    """A span in its two largest units: `1 hour 59 minutes`, `400 days`; what is smaller is left out.

    Args:
        seconds: 1 or more.
    """
    if seconds >= _EVER:
        return "more than 1000 years"
    # In days up to two years: browsers count the longest lifetime in days.
    units = _UNITS if seconds >= _YEARS_FROM else _UNITS[1:]
    first = next(at for at, (_, size) in enumerate(units) if seconds >= size)
    unit, size = units[first]
    said = counted(seconds // size, unit)
    for smaller, its_size in units[first + 1 : first + 2]:
        if rest := seconds % size // its_size:
            said += f" {counted(rest, smaller)}"
    return said


def lifetime_words(view: View, now: int) -> str:
    """How long a browser keeps the cookie, and what the line asked for if that is longer.

    Args:
        view: the browser.
        now: epoch seconds.
    """
    kept, asked = view.explanation.lifetime, seconds_asked(view.explanation, now)
    if kept is None or kept.seconds is None or asked is None:
        return "until the browser is closed"
    if kept.seconds <= 0:
        return "removed at once"
    if kept.capped:
        return f"{duration(kept.seconds)}, the longest allowed (the line asks for {duration(asked)})"
    return duration(kept.seconds)


def same_site_words(view: View) -> str:
    """The SameSite that holds, and whether the line or the browser chose it."""
    parsed = view.explanation.parsed
    if parsed is None or parsed.same_site is SameSite.UNSET:
        return f"{_spelt(view.profile.unset_same_site)}, by default"
    return _spelt(parsed.same_site)


def _spelt(same_site: SameSite) -> str:
    return same_site.name.capitalize()


def cross_site_words(view: View) -> tuple[str, str, str]:
    """Whether the cookie goes with a link followed, a form posted and an embedded iframe or image from another site.

    Args:
        view: of a browser that stores it; three times `nothing` for one that doesn't.
    """
    asked = _cross_site(view.explanation.scope)
    if asked is None:
        return ("nothing", "nothing", "nothing")
    blocked = None if view.blocking is None else _cross_site(view.blocking.scope)
    young = duration(view.profile.lax_unsafe_seconds) if view.profile.lax_unsafe_seconds else ""
    post = f"sent for {young}" if asked.form_post.sent and not asked.form_post_later.sent else _sent(asked.form_post)
    return (
        _sent(asked.navigation),
        post,
        # Browsers decide alike on iframes and on images, scripts and fetches.
        _embedded(asked.iframe, None if blocked is None else blocked.iframe),
    )


def _cross_site(scope: Scope | None) -> CrossSite | None:
    return None if scope is None else scope.cross_site


def _sent(decision: Decision) -> str:
    return "sent" if decision.sent else "not sent"


def _embedded(decision: Decision, blocked: Decision | None) -> str:
    if decision.sent and blocked is not None and not blocked.sent:
        return "sent, unless third-party cookies are blocked"
    return "not sent (partitioned)" if decision.reason is SendRule.OTHER_PARTITION else _sent(decision)


def prefix_effect(prefix: Prefix) -> str:
    """What a name prefix promises."""
    match prefix:
        case Prefix.SECURE:
            return "kept only with Secure, from a secure origin"
        case Prefix.HOST:
            return "kept only with Secure, Path=/ and no Domain: no other host can set it"
        case Prefix.HTTP:
            return "kept only with Secure and HttpOnly: no script can set it"
        case Prefix.HOST_HTTP:
            return "kept only with Secure, HttpOnly, Path=/ and no Domain: no other host and no script can set it"
    assert_never(prefix)


def attribute_effect(effect: AttributeEffect, view: View, now: int, *, reveal: bool = False) -> str:
    """What an attribute does in a browser, in one sentence without a full stop.

    Args:
        effect: one of the view's.
        view: the browser.
        now: epoch seconds.
        reveal: whether to show values whole.
    """
    attribute, explanation = effect.attribute, view.explanation
    if effect.lost_to is not None:
        winner = explanation.attributes[effect.lost_to].attribute
        if attribute.name.lower() == winner.name.lower() and attribute.value == winner.value:
            return "no effect: repeated, and the last one counts"
        why = "a later one wins" if attribute.ignored is Ignored.OVERRIDDEN else "Max-Age wins over Expires"
        return f"no effect: lost to {shown_attribute(winner.name, winner.value, reveal=reveal)} ({why})"
    if attribute.ignored is Ignored.UNKNOWN:
        return _unknown(attribute)
    if attribute.ignored is not None:
        return f"no effect: {effect.effect}"
    return _effect(effect, view, now, reveal=reveal)


def _effect(effect: AttributeEffect, view: View, now: int, *, reveal: bool) -> str:
    explanation = view.explanation
    match effect.attribute.name.lower():
        case "max-age" | "expires":
            words = lifetime_words(view, now)
            return words if words == "removed at once" else f"kept {words}"
        case "path":
            return _path(shown_place(effect.attribute.value, reveal=reveal))
        case "domain":
            return _domain(explanation, reveal=reveal)
        case "httponly":
            return "scripts don't see it"
        case "secure":
            if explanation.rejected is Reject.SECURE_FROM_INSECURE:
                return "not to be given over plain http"
            return "goes over https (and to loopback) only"
        case "samesite":
            return _SAME_SITE[explanation.parsed.same_site if explanation.parsed else SameSite.UNSET]
        case _:
            return effect.effect


def _path(path: str) -> str:
    return "goes to every path" if path == "/" else f"goes to {path} and what is below it"


def _domain(explanation: Explanation, *, reveal: bool) -> str:
    match explanation.rejected:
        case Reject.DOMAIN_MISMATCH:
            return "neither the host that sends the line nor above it"
        case Reject.PUBLIC_SUFFIX:
            return "a public suffix: strangers have names below it"
        case Reject.DOMAIN_NOT_ASCII:
            return "not ASCII"
        case _:
            # A Domain that is empty, or a public suffix and the host itself, means this host.
            scope, parsed = explanation.scope, explanation.parsed
            domain = parsed.domain if parsed is not None else None
            if not domain or is_ip(domain) or (scope is not None and not scope.subdomains):
                return "goes to this host alone"
            return f"goes to {shown_place(domain, reveal=reveal)} and every host below it"


def _unknown(attribute: Attribute) -> str:
    name = attribute.name.lower()
    if name == "priority":
        return "no effect but in Chromium, which evicts cookies of a lower priority first"
    squeezed = name.replace("_", "").replace("-", "").replace(" ", "")
    spellings = {spelling.replace("-", ""): known for spelling, known in _BY_SPELLING.items()}
    near = get_close_matches(squeezed, spellings, n=1, cutoff=_LIKE_ENOUGH)
    meant = f": did you mean {spellings[near[0]]}?" if near else ""
    return f"no effect: no browser knows this attribute{meant}"


_SAME_SITE = {
    SameSite.UNSET: "no effect",
    SameSite.NONE: "goes with requests from other sites too",
    SameSite.LAX: "from other sites it goes with links followed, and nothing else",
    SameSite.STRICT: "goes with no request from another site",
}
