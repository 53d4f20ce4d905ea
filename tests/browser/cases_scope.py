"""Cases on where a cookie goes: prefixes, Domain, Path, Secure, HttpOnly, replacement and order."""

from tests.browser.case import Case, Step
from tests.browser.cases_lines import PAGE, both, by_http, by_script

__all__ = ["CASES"]

ROOT = "https://www.SITE/"

_PREFIXES = (
    *both(
        "prefixes",
        (
            ("secure-good", "__Secure-a=1; Secure", "__Secure- with Secure"),
            ("secure-bad", "__Secure-a=1", "__Secure- without Secure"),
            ("secure-lower", "__secure-a=1", "the prefix has no letter case"),
            ("secure-upper", "__SECURE-a=1", "the prefix has no letter case"),
            ("secure-none", "__Securea=1", "without the hyphen it is no prefix"),
            ("secure-late", "a__Secure-=1", "a prefix stands at the beginning"),
            ("host-good", "__Host-a=1; Secure; Path=/", "__Host- with Secure and Path=/"),
            ("host-insecure", "__Host-a=1; Path=/", "__Host- without Secure"),
            ("host-path", "__Host-a=1; Secure; Path=/dir", "__Host- with another path"),
            ("host-no-path", "__Host-a=1; Secure", "__Host- with another default-path"),
            ("host-domain", "__Host-a=1; Secure; Path=/; Domain=www.SITE", "__Host- with Domain"),
            ("host-empty-domain", "__Host-a=1; Secure; Path=/; Domain=", "__Host- with an empty Domain"),
            ("host-lower", "__host-a=1; Path=/", "the prefix has no letter case"),
            ("host-upper-good", "__HOST-a=1; Secure; Path=/", "the prefix in another case, kept to"),
            ("http-good", "__Http-a=1; Secure; HttpOnly", "__Http- with Secure and HttpOnly"),
            ("http-readable", "__Http-a=1; Secure", "__Http- without HttpOnly"),
            ("http-insecure", "__Http-a=1; HttpOnly", "__Http- without Secure"),
            ("http-lower", "__http-a=1; Secure", "the prefix has no letter case"),
            ("host-http-good", "__Host-Http-a=1; Secure; HttpOnly; Path=/", "__Host-Http- with all it needs"),
            ("host-http-readable", "__Host-Http-a=1; Secure; Path=/", "__Host-Http- without HttpOnly"),
            ("host-http-path", "__Host-Http-a=1; Secure; HttpOnly; Path=/dir", "__Host-Http- with another path"),
            ("host-http-domain", "__Host-Http-a=1; Secure; HttpOnly; Path=/; Domain=SITE", "__Host-Http- with Domain"),
            ("host-http-upper", "__HOST-HTTP-a=1; Secure; Path=/", "the prefix has no letter case"),
            ("nameless-host", "=__Host-a=1; Secure; Path=/", "a nameless cookie whose value starts with a prefix"),
            ("nameless-secure", "=__Secure-a", "a nameless value that starts with __Secure-"),
            ("bare-host", "__Host-a; Secure; Path=/", "a prefix in a line without an equals sign"),
            ("bare-secure", "__Secure-a; Path=/", "__Secure- in a line without an equals sign"),
            ("bare-http", "__Http-a; Secure; HttpOnly", "__Http- in a line without an equals sign"),
        ),
    ),
    by_http("prefixes", "host-default-path", "__Host- with a default-path of /", "__Host-a=1; Secure", at=ROOT),
    by_http(
        "prefixes",
        "host-http-default-path",
        "__Host-Http- with a default-path of /",
        "__Host-Http-a=1; Secure; HttpOnly",
        at=ROOT,
    ),
    by_http("prefixes", "host-bad-path", "__Host- with a Path that is none", "__Host-a=1; Secure; Path=x", at=ROOT),
    by_http(
        "prefixes",
        "host-cases",
        "two spellings are two cookies",
        "__Host-a=1; Secure; Path=/",
        "__HOST-a=2; Secure; Path=/",
    ),
    by_http("prefixes", "host-plain", "__Host- from http", "__Host-a=1; Secure; Path=/", at="http://www.SITE/"),
    by_script("prefixes", "script-host", "a script may set __Host-", "__Host-a=1; Secure; Path=/"),
    by_script("prefixes", "script-http", "a script cannot set __Http-", "__Http-a=1; Secure"),
    by_script("prefixes", "script-host-http", "a script cannot set __Host-Http-", "__Host-Http-a=1; Secure; Path=/"),
)

_DOWN = ("https://www.SITE/", "https://a.www.SITE/", "https://SITE/", "https://b.SITE/")


def _domain(name: str, reason: str, *lines: str) -> Case:
    return by_http("domain", name, reason, *lines, then=_DOWN)


_DOMAIN = (
    _domain("absent", "without Domain it goes to the host alone", "a=1; Path=/"),
    _domain("host", "Domain of the host: hosts below it too", "a=1; Path=/; Domain=www.SITE"),
    _domain("parent", "Domain of the registrable domain", "a=1; Path=/; Domain=SITE"),
    _domain("dot", "one leading dot is dropped", "a=1; Path=/; Domain=.SITE"),
    _domain("two-dots", "of two leading dots one stays", "a=1; Path=/; Domain=..SITE"),
    _domain("upper", "letter case does not matter", "a=1; Path=/; Domain=WwW.SITE"),
    _domain("empty", "an empty Domain is none", "a=1; Path=/; Domain="),
    _domain("dot-only", "a dot alone", "a=1; Path=/; Domain=."),
    _domain("below", "a host below is not the host", "a=1; Path=/; Domain=a.www.SITE"),
    _domain("sibling", "a sibling does not match", "a=1; Path=/; Domain=b.SITE"),
    _domain("other", "another site does not match", "a=1; Path=/; Domain=OTHER"),
    _domain("tail", "a tail without a dot before it does not match", "a=1; Path=/; Domain=w.SITE"),
    _domain("trailing-dot", "with a trailing dot it is another domain", "a=1; Path=/; Domain=SITE."),
    _domain("space", "a space inside", "a=1; Path=/; Domain=SITE x"),
    _domain("port", "a port is no part of a domain", "a=1; Path=/; Domain=www.SITE:443"),
    _domain("quoted", "quotes are no part of a domain", 'a=1; Path=/; Domain="SITE"'),
    _domain("suffix", "a public suffix", "a=1; Path=/; Domain=com"),
    _domain("suffix-dot", "a public suffix with a leading dot", "a=1; Path=/; Domain=.com"),
    _domain("last-wins", "the last Domain counts", "a=1; Path=/; Domain=OTHER; Domain=SITE"),
    _domain(
        "last-bad", "the last Domain counts, one that does not match too", "a=1; Path=/; Domain=SITE; Domain=OTHER"
    ),
    _domain("last-empty", "an empty last Domain", "a=1; Path=/; Domain=SITE; Domain="),
    _domain("two-scopes", "host-only and Domain are two cookies", "a=1; Path=/", "a=2; Path=/; Domain=www.SITE"),
    _domain("two-domains", "two domains are two cookies", "a=1; Path=/; Domain=SITE", "a=2; Path=/; Domain=www.SITE"),
    by_http(
        "domain",
        "second-level-suffix",
        "a public suffix of two labels",
        "a=1; Domain=co.uk",
        "b=2; Domain=LABEL.co.uk",
        at="https://www.LABEL.co.uk/dir/page",
        then=("https://www.LABEL.co.uk/dir/page",),
    ),
    by_http(
        "domain",
        "private-suffix",
        "a public suffix of the private section",
        "a=1; Domain=github.io",
        "b=2; Domain=LABEL.github.io",
        at="https://www.LABEL.github.io/dir/page",
        then=("https://www.LABEL.github.io/dir/page",),
    ),
    by_http(
        "domain",
        "wildcard-suffix",
        "a public suffix by a wildcard rule",
        "a=1; Domain=LABEL.ck",
        "b=2; Domain=x.LABEL.ck",
        at="https://www.x.LABEL.ck/dir/page",
        then=("https://www.x.LABEL.ck/dir/page",),
    ),
    by_http(
        "domain",
        "unlisted-top-level",
        "an unlisted top-level domain is a public suffix",
        "a=1; Domain=internal",
        "b=2; Domain=LABEL.internal",
        at="https://www.LABEL.internal/dir/page",
        then=("https://www.LABEL.internal/dir/page",),
    ),
    Case(
        "domain",
        "host-is-suffix",
        "a host that is a public suffix: its Domain is dropped, the cookie is host-only",
        (
            Step("https://blogspot.com/hs/x", lines=("a=1; Domain=blogspot.com",)),
            Step("https://blogspot.com/hs/x"),
            Step("https://LABEL.blogspot.com/hs/x"),
        ),
        shared_host=True,
    ),
    by_http(
        "domain",
        "single-label",
        "a host of one label may name itself",
        "a=1; Domain=LABEL",
        "b=2",
        at="https://LABEL/dir/page",
        then=("https://LABEL/dir/page",),
    ),
    by_http(
        "domain",
        "idna-utf-8",
        "a Domain in UTF-8 for a host with an A-label",
        "a=1; Domain=\xc3\xa9l\xc3\xa8ve.SITE",
        at="https://xn--lve-6lad.SITE/dir/page",
        then=("https://xn--lve-6lad.SITE/dir/page",),
    ),
    by_http(
        "domain",
        "idna-a-label",
        "a Domain of A-labels",
        "a=1; Domain=XN--lve-6lad.SITE",
        at="https://xn--lve-6lad.SITE/dir/page",
        then=("https://xn--lve-6lad.SITE/dir/page",),
    ),
    *(
        Case("domain", f"address-{name}", reason, (Step(url, lines=(line,)), Step(url)), shared_host=True)
        for name, reason, url, line in (
            ("same", "an address may name itself", "https://127.0.0.1/as/x", "a=1; Domain=127.0.0.1"),
            ("dot", "an address after a leading dot", "https://127.0.0.1/ad/x", "a=1; Domain=.127.0.0.1"),
            ("tail", "the tail of an address does not match", "https://127.0.0.1/at/x", "a=1; Domain=0.0.1"),
            ("absent", "an address without Domain", "https://127.0.0.1/aa/x", "a=1"),
            ("localhost", "localhost may name itself", "https://localhost/al/x", "a=1; Domain=localhost"),
        )
    ),
    by_script("domain", "script", "a script's Domain counts alike", "a=1; Domain=SITE", "b=2; Domain=OTHER"),
)

_WAYS = (
    "https://www.SITE/",
    "https://www.SITE/dir",
    "https://www.SITE/dir/",
    "https://www.SITE/dir/sub/x",
    "https://www.SITE/directory",
)


def _path(name: str, reason: str, *lines: str, at: str = PAGE) -> Case:
    return by_http("path", name, reason, *lines, at=at, then=_WAYS)


_PATH = (
    _path("default", "the default-path goes up to the last slash", "a=1"),
    _path("default-folder", "the default-path of a folder", "a=1", at="https://www.SITE/dir/"),
    _path("default-top", "the default-path of a page at the top", "a=1", at="https://www.SITE/dir"),
    _path("root", "Path=/ goes everywhere", "a=1; Path=/"),
    _path("given", "a path matches itself and what is below", "a=1; Path=/dir"),
    _path("slash", "a path with a slash at its end", "a=1; Path=/dir/"),
    _path("elsewhere", "a path need not be the page's", "a=1; Path=/directory"),
    _path("empty", "an empty Path means the default-path", "a=1; Path="),
    _path("relative", "a Path without a slash means the default-path", "a=1; Path=dir/sub"),
    _path("quoted", "a quoted Path means the default-path", 'a=1; Path="/"'),
    _path("last-wins", "the last Path counts", "a=1; Path=/directory; Path=/"),
    _path("last-bad", "the last Path counts, one that is none too", "a=1; Path=/; Path=x"),
    _path("letter-case", "letter case matters", "a=1; Path=/DIR"),
    _path("encoded", "nothing is percent-decoded", "a=1; Path=/d%69r"),
    _path("two-slashes", "slashes are not folded", "a=1; Path=//dir"),
    _path("dot-segments", "dot segments are not resolved", "a=1; Path=/x/../dir"),
    _path("two-paths", "two paths are two cookies, the longer first", "a=1; Path=/", "a=2; Path=/dir"),
    by_http("path", "query", "a query is no part of a Path", "a=1; Path=/dir?x", then=(PAGE, "https://www.SITE/dir")),
    by_http(
        "path",
        "encoded-url",
        "the path of the URL stays as it is",
        "a=1; Path=/d%69r",
        at="https://www.SITE/d%69r/x",
        then=("https://www.SITE/d%69r/x", PAGE),
    ),
)

_PLAIN = "http://www.SITE/dir/page"


def _overlay(name: str, reason: str, before: str, *lines: str, at: str = _PLAIN, then: tuple[str, ...] = ()) -> Case:
    return Case(
        "secure", name, reason, (Step(PAGE, lines=(before,)), Step(at, lines=lines), Step(PAGE), *map(Step, then))
    )


_SECURE = (
    by_http("secure", "https", "Secure from https, kept from http", "a=1; Secure", then=(PAGE, _PLAIN)),
    by_http("secure", "http", "Secure from http is dropped", "a=1; Secure", at=_PLAIN),
    by_http("secure", "plain-both", "without Secure it goes both ways", "a=1", at=_PLAIN, then=(_PLAIN, PAGE)),
    by_script("secure", "script-http", "a script of an http page cannot set Secure", "a=1; Secure", at=_PLAIN),
    _overlay("overlay", "http cannot replace a Secure cookie", "a=1; Secure", "a=2"),
    _overlay("overlay-delete", "http cannot delete a Secure cookie", "a=1; Secure", "a=; Max-Age=0"),
    _overlay("overlay-name", "http can set another name", "a=1; Secure", "A=2"),
    _overlay("overlay-below", "http cannot set it on a path below", "a=1; Secure; Path=/", "a=2; Path=/dir"),
    _overlay("overlay-above", "http can set it on a path above", "a=1; Secure; Path=/dir", "a=2; Path=/"),
    _overlay("overlay-beside", "http can set it on a path beside", "a=1; Secure; Path=/dir/x", "a=2; Path=/dir/y"),
    _overlay(
        "overlay-domain", "http cannot set it for the domain above", "a=1; Secure; Path=/", "a=2; Path=/; Domain=SITE"
    ),
    _overlay("overlay-host", "http cannot set it for a host below", "a=1; Secure; Path=/; Domain=SITE", "a=2; Path=/"),
    _overlay(
        "overlay-sibling",
        "http can set it on a sibling of a host-only one",
        "a=1; Secure; Path=/",
        "a=2; Path=/",
        at="http://b.SITE/",
        then=("https://b.SITE/",),
    ),
    _overlay("overlay-https", "https may replace it by one without Secure", "a=1; Secure", "a=2", at=PAGE),
    _overlay("overlay-plain", "https may give Secure to a cookie of http", "a=1", "a=2; Secure", at=PAGE),
    Case(
        "secure",
        "overlay-script",
        "a script of an http page cannot replace a Secure cookie",
        (Step(PAGE, lines=("a=1; Secure",)), Step(_PLAIN, scripts=("a=2",)), Step(PAGE)),
    ),
    *(
        Case("secure", f"loopback-{name}", reason, (Step(url, lines=("a=1; Secure",)), Step(url)), shared_host=True)
        for name, reason, url in (
            ("localhost", "http://localhost counts as secure", "http://localhost/sl/x"),
            ("name", "http://x.localhost counts as secure", "http://LABEL.localhost/sn/x"),
            ("address", "http://127.0.0.1 counts as secure", "http://127.0.0.1/sa/x"),
        )
    ),
)


def _scripted(name: str, reason: str, before: tuple[str, ...], *lines: str) -> Case:
    return by_script("http-only", name, reason, *lines, set_before=before)


_HTTP_ONLY = (
    by_http("http-only", "hidden", "scripts do not see it, requests carry it", "a=1; HttpOnly", "b=2"),
    _scripted("script-sets", "a script cannot set it", (), "a=1; HttpOnly", "b=2"),
    _scripted("script-replaces", "a script cannot replace it", ("a=1; HttpOnly",), "a=2"),
    _scripted("script-deletes", "a script cannot delete it", ("a=1; HttpOnly",), "a=; Max-Age=0"),
    _scripted(
        "script-other-path", "a script can set the name on another path", ("a=1; HttpOnly; Path=/",), "a=2; Path=/dir"
    ),
    _scripted("script-deletes-plain", "a script deletes what is not HttpOnly", ("a=1", "b=2"), "a=; Max-Age=0"),
    _scripted("script-utf-8", "a script's text is stored as UTF-8", (), "a=\xc3\xa9\xe2\x82\xac"),
    by_http("http-only", "replaced", "an answer replaces it", "a=1; HttpOnly", "a=2"),
)

_ORDER = (
    by_http("order", "creation", "older first", "b=1", "a=2", "c=3"),
    by_http(
        "order", "path", "longer paths first", "a=1; Path=/", "b=2; Path=/dir", "c=3; Path=/", "d=4; Path=/dir/page"
    ),
    by_http("order", "domain", "host-only or not does not count for the order", "a=1; Domain=SITE", "a=2"),
    by_http("order", "same-value", "replaced by the same value: its place", "a=1", "b=2", "a=1"),
    by_http("order", "new-value", "replaced by a new value", "a=1", "b=2", "a=3"),
    by_http("order", "new-attribute", "replaced by the same value with another attribute", "a=1", "b=2", "a=1; Secure"),
    # Not Max-Age=0, which ends "now": by it Firefox kept the old place once on a busy machine; why is not known.
    by_http("order", "deleted", "deleted and set again: at the end", "a=1", "b=2", "a=; Max-Age=-1", "a=3"),
    by_http(
        "order", "delete-other-path", "a deletion with another path deletes nothing", "a=1; Path=/", "a=; Max-Age=0"
    ),
    by_http(
        "order",
        "delete-other-domain",
        "a deletion with Domain leaves a host-only one",
        "a=1",
        "a=; Max-Age=0; Domain=www.SITE",
    ),
    by_http("order", "nameless-twice", "a second nameless cookie", "foo", "bar"),
    by_http("order", "nameless-ways", "nameless with and without the equals sign", "foo", "=bar"),
    by_http("order", "name-and-bare", "a bare name and a pair", "foo", "foo=1"),
    by_http("order", "letter-case", "names that differ by letter case are two", "a=1", "A=2"),
    by_http("order", "twice", "the later of two lines counts", "a=1", "a=2"),
    by_script("order", "script-new-value", "a script replaces by a new value", "a=3", set_before=("a=1", "b=2")),
)

CASES = (*_PREFIXES, *_DOMAIN, *_PATH, *_SECURE, *_HTTP_ONLY, *_ORDER)
"""The cases, group by group."""
