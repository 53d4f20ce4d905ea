"""Cases on who asks: SameSite, redirects, frames, fetches, third parties and partitions."""

from tests.browser.case import Case, Kind, Step
from tests.browser.cases_lines import PAGE, both

__all__ = ["CASES"]

_HOME = "https://www.SITE/dir/home"
_SIBLING = "https://b.SITE/"
_PLAIN_HOME = "http://www.SITE/dir/home"
_AWAY = "https://www.OTHER/"

_ALL = (
    "strict=1; SameSite=Strict",
    "lax=2; SameSite=Lax",
    "none=3; SameSite=None; Secure",
    "unset=4",
    "unknown=5; SameSite=Maybe",
)


def _asked(name: str, reason: str, *steps: Step) -> Case:
    """A case in which a site sets one cookie of each kind, and is then asked."""
    return Case("same-site sending", name, reason, (Step(PAGE, lines=_ALL), *steps))


def _frame(url: str, *ancestors: str, redirects: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> Step:
    return Step(url, kind="iframe", ancestors=ancestors, redirects=redirects, lines=lines)


def _from(initiator: str, kind: Kind = "top", method: str = "GET", redirects: tuple[str, ...] = ()) -> Step:
    return Step(PAGE, initiator=initiator, kind=kind, method=method, redirects=redirects)


_HOP = f"{_AWAY}hop"
_OWN_HOP = "https://www.SITE/dir/hop"

_SENDING = (
    _asked("top-typed", "the address bar", Step(PAGE)),
    _asked("top-same-origin", "a link of the same origin", _from(_HOME)),
    _asked("top-sibling", "a link of a sibling host", _from(_SIBLING)),
    _asked("top-cross-site", "a link of another site: not Strict", _from(_AWAY)),
    _asked("top-cross-scheme", "a link of the site's own http page is cross-site", _from(_PLAIN_HOME)),
    _asked("post-same-origin", "a form of the same origin", _from(_HOME, method="POST")),
    _asked("post-sibling", "a form of a sibling host", _from(_SIBLING, method="POST")),
    _asked("post-cross-site", "a form of another site, right after the cookie was set", _from(_AWAY, method="POST")),
    _asked("post-cross-scheme", "a form of the site's own http page", _from(_PLAIN_HOME, method="POST")),
    _asked("frame-same-origin", "a frame in the same origin", _frame(PAGE, _HOME)),
    _asked("frame-sibling", "a frame in a sibling host", _frame(PAGE, _SIBLING)),
    _asked("frame-cross-site", "a frame in another site", _frame(PAGE, _AWAY)),
    _asked("frame-nested", "a frame of the site in a frame of another in the site", _frame(PAGE, _HOME, _AWAY)),
    _asked("frame-nested-same", "three documents of one site", _frame(PAGE, _HOME, _SIBLING)),
    _asked("frame-nested-outside", "two documents of the site in another site", _frame(PAGE, _AWAY, _HOME)),
    _asked("fetch-same-origin", "a fetch of the same origin", _from(_HOME, "subresource")),
    _asked("fetch-sibling", "a fetch of a sibling host", _from(_SIBLING, "subresource")),
    _asked("fetch-cross-site", "a fetch of another site", _from(_AWAY, "subresource")),
    _asked("fetch-post-same-origin", "a fetch by POST of the same origin", _from(_HOME, "subresource", "POST")),
    _asked("fetch-post-cross-site", "a fetch by POST of another site", _from(_AWAY, "subresource", "POST")),
    _asked("frame-cross-scheme", "a frame in the site's own http page", _frame(PAGE, _PLAIN_HOME)),
    _asked("fetch-cross-scheme", "a fetch of the site's own http page", _from(_PLAIN_HOME, "subresource")),
    _asked("again", "a cross-site visit changes nothing for the next", _from(_AWAY), Step(PAGE)),
)

_REDIRECTS = (
    _asked("redirect-same", "a link and a redirect within the site", _from(_HOME, redirects=(_OWN_HOP,))),
    _asked("redirect-away", "a link of the site that comes back over another site", _from(_HOME, redirects=(_HOP,))),
    _asked("redirect-from-away", "a link of another site to its own redirect", _from(_AWAY, redirects=(_HOP,))),
    _asked("redirect-into", "a link of another site to a redirect of the site", _from(_AWAY, redirects=(_OWN_HOP,))),
    _asked("redirect-typed-own", "the address bar, and a redirect of the site", Step(PAGE, redirects=(_OWN_HOP,))),
    _asked("redirect-typed-away", "the address bar, and a redirect of another site", Step(PAGE, redirects=(_HOP,))),
    _asked(
        "redirect-typed-round",
        "the address bar, the site, another site, the site",
        Step(PAGE, redirects=(_OWN_HOP, _HOP)),
    ),
    _asked("redirect-post", "a form of the site over another site", _from(_HOME, method="POST", redirects=(_HOP,))),
    _asked("redirect-post-own", "a form of the site over the site", _from(_HOME, method="POST", redirects=(_OWN_HOP,))),
    _asked(
        "redirect-post-into", "a form of another site over the site", _from(_AWAY, method="POST", redirects=(_OWN_HOP,))
    ),
    _asked("redirect-frame", "a frame in the site over another site", _frame(PAGE, _HOME, redirects=(_HOP,))),
    _asked("redirect-frame-own", "a frame in the site over the site", _frame(PAGE, _HOME, redirects=(_OWN_HOP,))),
    _asked("redirect-frame-away", "a frame in another site over the site", _frame(PAGE, _AWAY, redirects=(_OWN_HOP,))),
    _asked("redirect-fetch", "a fetch of the site over another site", _from(_HOME, "subresource", redirects=(_HOP,))),
    _asked(
        "redirect-fetch-own", "a fetch of the site over the site", _from(_HOME, "subresource", redirects=(_OWN_HOP,))
    ),
    _asked("redirect-scheme", "a link of the site over its own http", _from(_HOME, redirects=(_PLAIN_HOME,))),
    _asked("redirect-typed-scheme", "the address bar: http redirects to https", Step(PAGE, redirects=(_PLAIN_HOME,))),
)

_VALUES = both(
    "same-site values",
    (
        ("lower", "a=1; SameSite=strict", "letter case does not matter"),
        ("empty", "a=1; SameSite=", "an empty value is none"),
        ("bare", "a=1; SameSite", "no value is none"),
        ("unknown", "a=1; SameSite=Lax Strict", "an unknown value is none"),
        ("quoted", 'a=1; SameSite="Lax"', "quotes make it unknown"),
        ("last-wins", "a=1; SameSite=Strict; SameSite=Lax", "the last counts"),
        ("last-unknown", "a=1; SameSite=Strict; SameSite=x", "an unknown last one counts as none"),
        ("none-insecure", "a=1; SameSite=None", "None needs Secure"),
        ("none-secure", "a=1; SameSite=None; Secure", "None with Secure"),
        ("last-none", "a=1; SameSite=Lax; SameSite=None", "a last None needs Secure"),
        ("none-then-unknown", "a=1; SameSite=None; SameSite=x", "an unknown last one after None needs no Secure"),
    ),
)


def _set(name: str, reason: str, step: Step) -> Case:
    step = Step(step.url, _ALL, step.scripts, step.kind, step.method, step.initiator, step.ancestors, step.redirects)
    return Case("same-site setting", name, reason, (step, Step(PAGE)))


_SETTING = (
    _set("top-cross-site", "a visit from another site may set all", _from(_AWAY)),
    _set("post-cross-site", "a form of another site may set all", _from(_AWAY, method="POST")),
    _set("frame-same-site", "a frame in a sibling host may set all", _frame(PAGE, _SIBLING)),
    _set("frame-cross-site", "a frame in another site may set None only", _frame(PAGE, _AWAY)),
    _set("frame-cross-scheme", "a frame in the site's own http page", _frame(PAGE, _PLAIN_HOME)),
    _set("fetch-cross-scheme", "a fetch of the site's own http page", _from(_PLAIN_HOME, "subresource")),
    _set("frame-redirect", "a frame in the site over another site", _frame(PAGE, _HOME, redirects=(_HOP,))),
    _set("fetch-same-site", "a fetch of a sibling host may set all", _from(_SIBLING, "subresource")),
    _set("fetch-cross-site", "a fetch of another site may set None only", _from(_AWAY, "subresource")),
    _set("fetch-redirect", "a fetch of the site over another site", _from(_HOME, "subresource", redirects=(_HOP,))),
    _set("redirect", "a link of the site over another site may set all", _from(_HOME, redirects=(_HOP,))),
    Case(
        "same-site setting",
        "script-frame",
        "a script in a frame of another site may set None only",
        (Step(PAGE, scripts=_ALL, kind="iframe", ancestors=(_AWAY,)), Step(PAGE), _frame(PAGE, _AWAY)),
    ),
    Case(
        "same-site setting",
        "script-frame-same-site",
        "a script in a frame of the same site may set all",
        (Step(PAGE, scripts=_ALL, kind="iframe", ancestors=(_SIBLING,)), Step(PAGE)),
    ),
    Case(
        "same-site setting",
        "plain-none",
        "None without Secure is dropped over http too",
        (Step(_PLAIN_HOME, lines=("a=1; SameSite=None", "b=2; SameSite=Lax")), Step(_PLAIN_HOME)),
    ),
)

_PARTS = ("part=1; Secure; SameSite=None; Partitioned", "whole=2; Secure; SameSite=None")
_THIRD = "https://www.LABEL-third.com/"

_PARTITIONS = (
    Case("partitions", "top", "set at the top, seen at the top", (Step(PAGE, lines=_PARTS), Step(PAGE))),
    Case(
        "partitions",
        "insecure",
        "Partitioned needs Secure",
        (Step(PAGE, lines=("a=1; Partitioned", "b=2; Partitioned; Secure")), Step(PAGE)),
    ),
    Case(
        "partitions",
        "top-to-frame",
        "what was set at the top does not go into another site's partition",
        (Step(PAGE, lines=_PARTS), _frame(PAGE, _AWAY)),
    ),
    Case(
        "partitions",
        "frame",
        "set in a frame: seen there again, not at the top",
        (_frame(PAGE, _AWAY, lines=_PARTS), _frame(PAGE, _AWAY), Step(PAGE)),
    ),
    Case(
        "partitions",
        "frame-elsewhere",
        "set in a frame: not seen in a frame of a third site",
        (_frame(PAGE, _AWAY, lines=_PARTS), _frame(PAGE, _THIRD)),
    ),
    Case(
        "partitions",
        "fetch",
        "set by a fetch: seen by a fetch and in a frame there",
        (
            Step(PAGE, lines=_PARTS, kind="subresource", initiator=_AWAY),
            _from(_AWAY, "subresource"),
            _frame(PAGE, _AWAY),
        ),
    ),
    Case(
        "partitions",
        "both-jars",
        "one name in both jars: two cookies",
        (
            Step(PAGE, lines=("a=1; Secure; SameSite=None", "a=2; Secure; SameSite=None; Partitioned")),
            Step(PAGE),
        ),
    ),
    Case(
        "partitions",
        "script",
        "a script in a frame sets into the partition",
        (
            Step(PAGE, scripts=_PARTS, kind="iframe", ancestors=(_AWAY,)),
            _frame(PAGE, _AWAY),
            Step(PAGE),
        ),
    ),
    Case(
        "partitions",
        "lax-in-frame",
        "a Partitioned cookie without SameSite in a frame of another site",
        (
            _frame(PAGE, _AWAY, lines=("a=1; Secure; Partitioned", "b=2; Secure; Partitioned; SameSite=Lax")),
            _frame(PAGE, _AWAY),
        ),
    ),
    Case(
        "partitions",
        "nested",
        "set in a frame of the site inside another site's frame inside the site",
        (
            _frame(PAGE, _HOME, _AWAY, lines=_PARTS),
            _frame(PAGE, _HOME, _AWAY),
            _frame(PAGE, _HOME),
            Step(PAGE),
        ),
    ),
    Case(
        "partitions",
        "cross-scheme",
        "a frame in the site's own http page",
        (_frame(PAGE, _PLAIN_HOME, lines=_PARTS), _frame(PAGE, _PLAIN_HOME), Step(PAGE)),
    ),
    Case(
        "partitions",
        "cross-scheme-top",
        "the top-level site's scheme is part of the key",
        (
            _frame(PAGE, _AWAY, lines=_PARTS),
            _frame(PAGE, "http://www.OTHER/"),
        ),
    ),
    Case(
        "partitions",
        "host-prefix",
        "__Host- and Partitioned together",
        (Step(PAGE, lines=("__Host-a=1; Secure; Path=/; Partitioned",)), Step(PAGE), _frame(PAGE, _AWAY)),
    ),
)

CASES = (*_SENDING, *_REDIRECTS, *_VALUES, *_SETTING, *_PARTITIONS)
"""The cases, group by group."""
