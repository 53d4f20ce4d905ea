"""What is planned for a cookie: each trap of hardening a row, with the lines of the policy and the reason given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from hardtack.audit import audit
from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    HttpOnlyRule,
    Identity,
    Keep,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PathChange,
    PlanTerms,
    Remove,
    SameSiteRule,
    When,
    plan,
    plan_toml,
)
from hardtack.recording.model import (
    BroughtCookie,
    Exchange,
    PageFacts,
    Profile,
    RecordedRequest,
    RecordedResponse,
    Step,
    Telling,
)
from tests.checks.case_files import load_cases
from tests.policy.planning import ASKED, HTTPS, SID, Site, answered_as, planned, posted, rule, why
from tests.recording.recordings import LOGIN, TARGET, answered, cookie, proof, silent

LAX = SameSiteRule(SameSite.LAX, When.ABSENT)
SAFE = Site(target=ASKED)
"""A session cookie with nothing to be careful of."""
SECURE = {"http_only": HttpOnlyRule.REQUIRE, "prefix": NamePrefix.SECURE}
HIDDEN = {"http_only": HttpOnlyRule.REQUIRE, "prefix": None}
HOST = HIDDEN | {"prefix": NamePrefix.HOST}
LEFT: dict[str, object] = {"http_only": None, "prefix": None, "domain": None, "path": None, "lifetime": None}
SIBLING = answered(url="https://www.shop.example/")
DOMAIN = Site(
    (f"{SID}; Path=/; Secure; Domain=shop.example",), target=ASKED, host_only=False
)  # its own host and all below it
PARTS = replace(
    answered(),
    response=RecordedResponse(
        200, "1.1", (), 0, truncated=False,
        page=PageFacts(
            password_field=False, login_action=None, insecure_parts=(("img", "http://img.shop.example/a.png"),),
            insecure_links=(), session_ids_in_urls=(),
        ),
    ),
)  # fmt: skip
"""A page with a picture of a host beside."""
BELOW = "/shop/login"
ROOT = (
    answered_as(answered("Server: one", url=f"{HTTPS}/nothing"), 404, step=Step.NEIGHBOUR),
    answered_as(answered("Server: two", url=f"{HTTPS}/shop/nothing"), 404, step=Step.NEIGHBOUR),
)
"""Pages that are not there, written by two programs: the root belongs to another one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A site and what is planned for its session cookie.

    Attributes:
        why: what the row shows.
        site: the site.
        wants: fields of the rule's treatment.
        key: the key whose reason is looked at; empty = none is.
        says: what stands in that reason.
        terms: what the user said.
        name: the cookie.
    """

    why: str
    site: Site
    wants: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    says: str = ""
    terms: PlanTerms = field(default_factory=PlanTerms)
    name: str = "sid"


def lines(*attributes: str, name: str = "sid") -> tuple[str, ...]:
    """A login's line for the session cookie with these attributes."""
    return ("; ".join((f"{name}=~1111111111111111", *attributes)),)


def loaded(mode: str, *sent: tuple[str, str]) -> Exchange:
    """A request that a page of another site makes."""
    fields = (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode))
    url = f"{HTTPS}/api"
    return replace(answered(url=url), request=RecordedRequest("GET", url, fields, (), sent))


HTTP_ONLY = (
    Row(
        "a proved session cookie is hidden and renamed", SAFE, HIDDEN | {"prefix": NamePrefix.HOST}, "httponly", "HT301"
    ),
    Row(
        "one by its name alone stays readable",
        Site(lines("Path=/", "Secure", name="PHPSESSID"), target=ASKED, session=()),
        LEFT,
        "httponly",
        "has not proved",
        name="PHPSESSID",
    ),
    Row(
        "one by its name alone that is hidden is left so",
        Site(lines("Path=/", "Secure", "HttpOnly", name="PHPSESSID"), target=ASKED, session=()),
        LEFT,
        "httponly",
        "stays as it comes",
        name="PHPSESSID",
    ),
    Row("one that a script names stays readable", replace(SAFE, scripts=("sid",)), LEFT, "httponly", "names it"),
    Row(
        "one whose name merely stands in a script stays readable",
        replace(SAFE, scripts=("sid",), quoted=False),
        LEFT,
        "httponly",
        "its name stands in a script of",
    ),
    Row(
        "one that is hidden already is renamed though its name is a word of a script",
        replace(SAFE, lines=lines("Path=/", "Secure", "HttpOnly"), scripts=("sid",), quoted=False),
        HOST,
    ),
    Row(
        "one whose value scripts copy into another field stays readable",
        replace(SAFE, more=(posted(f"{HTTPS}/api", ("X-Token", "~1111111111111111")),)),
        LEFT,
        "httponly",
        "outside the Cookie field",
    ),
    Row(
        "one that is hidden already can't be what scripts copy",
        replace(
            SAFE, lines=lines("Path=/", "Secure", "HttpOnly"), more=(answered(url=f"{HTTPS}/;s=~1111111111111111"),)
        ),
        {"http_only": HttpOnlyRule.REQUIRE},
        "httponly",
        "wherever it was seen",
    ),
    Row(
        "one that the product's scripts read by design stays readable",
        Site(lines("Path=/", "Secure", name="__session"), target=ASKED, session=("__session",)),
        LEFT,
        "httponly",
        "by design",
        name="__session",
    ),
    Row("one that no response set stays readable", Site((), target=ASKED), LEFT, "httponly", "no response was seen"),
    Row(
        "one of that name elsewhere on the host, which opens nothing, keeps both readable",
        replace(SAFE, more=(answered("Set-Cookie: sid=~2222222222222222; Path=/other; Secure"),)),
        LEFT,
        "httponly",
        "elsewhere on the host",
    ),
    Row(
        "one of that name which another application sets for itself may be read by its scripts",
        replace(
            SAFE,
            lines=lines("Path=/a", "Secure", "HttpOnly"),
            path="/a",
            more=(
                answered_as(
                    answered("Set-Cookie: sid=~2222222222222222; Path=/b; Secure", url=f"{HTTPS}/b/"), 200,
                    step=Step.NEIGHBOUR, browser="visitor",
                ),
            ),
        ),
        LEFT,
        "httponly",
        "elsewhere on the host",
    ),
)  # fmt: skip

PREFIX = (
    Row(
        "a name that has a prefix gets no other",
        Site(lines("Path=/", "Secure", name="__Secure-sid"), target=ASKED, session=("__Secure-sid",)),
        {"prefix": None},
        "prefix",
        "keep that policy",
        name="__Secure-sid",
    ),
    Row(
        "a signature of its own holds for one name alone",
        Site(
            (f"{SID}; Path=/; Secure", "sid.sig=~3333333333333333; Path=/; Secure"),
            target=ASKED,
            session=("sid", "sid.sig"),
        ),
        HIDDEN,
        "prefix",
        "signature",
    ),
    Row(
        "the signature is not renamed either",
        Site(
            (f"{SID}; Path=/; Secure", "sid.sig=~3333333333333333; Path=/; Secure"),
            target=ASKED,
            session=("sid", "sid.sig"),
        ),
        HIDDEN,
        "prefix",
        "signature",
        name="sid.sig",
    ),
    Row(
        "one that a script names keeps its name though it is hidden",
        replace(SAFE, lines=lines("Path=/", "Secure", "HttpOnly"), scripts=("sid",)),
        HIDDEN,
        "prefix",
        "names it",
    ),
    Row("one without a Path is not __Host-", replace(SAFE, lines=lines("Secure")), SECURE, "prefix", "Path=/"),
    Row(
        "a deletion with another Path would delete the wrong cookie under __Host-",
        replace(SAFE, more=(answered("Set-Cookie: sid=; Path=/old; Max-Age=0"),)),
        SECURE,
        "prefix",
        "sets or deletes",
    ),
    Row(
        "another application on the host may set a cookie that __Host- would take in",
        replace(SAFE, target=replace(ASKED, also=(f"{HTTPS}/wiki",))),
        SECURE,
        "prefix",
        "other applications",
    ),
    Row(
        "an application below a path shares the host, maybe",
        replace(SAFE, login="/shop/login", target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/")),
        SECURE,
        "prefix",
        "below a path",
    ),
    Row(
        "two Paths of one name are kept, and both renamed",
        Site(
            (f"{SID}; Path=/a; Secure", f"{SID}; Path=/b; Secure"), target=ASKED, path="/a", login="/a/login",
        ),
        SECURE,
        "prefix",
        "Path=/",
    ),
    Row(
        "a Domain that another host needs stays, and the name that it looks for",
        replace(DOMAIN, more=(SIBLING,)),
        HIDDEN,
        "prefix",
        "another host gets it",
    ),
    Row(
        "an application that has the new name already, too, loses neither cookie",
        replace(SAFE, lines=(*SAFE.lines, "__Host-sid=~2222222222222222; Path=/; Secure")),
        HIDDEN,
        "prefix",
        "uses the name __Host-sid itself",
    ),
    Row(
        "an application that deletes a cookie of the new name would delete its session",
        replace(SAFE, more=(answered("Set-Cookie: __Host-sid=; Path=/; Secure; Max-Age=0"),)),
        HIDDEN,
        "prefix",
        "uses the name __Host-sid itself",
    ),
    Row(
        "a deletion of an old cookie with a Domain would delete the new one under __Host-",
        replace(SAFE, more=(answered("Set-Cookie: sid=; Path=/; Domain=shop.example; Max-Age=0"),)),
        SECURE | {"domain": None},
        "prefix",
        "with a Domain and without",
    ),
    Row(
        "a deletion without the Domain would delete what loses its own",
        replace(DOMAIN, more=(answered("Set-Cookie: sid=; Path=/; Max-Age=0"),)),
        SECURE | {"domain": None},
        "domain",
        "with a Domain and without",
    ),
    Row("Secure waits, and the prefix with it", replace(SAFE, target=TARGET), HIDDEN, "prefix", "needs Secure"),
)  # fmt: skip

DOMAINS = (
    Row(
        "a Domain that nobody else needs goes, and what browsers hold with it",
        DOMAIN,
        {"domain": Remove.REMOVE, "prefix": NamePrefix.HOST},
        "domain",
        "take this line out",
    ),
    Row(
        "a Domain stays where another host was asked",
        replace(DOMAIN, more=(SIBLING,)),
        {"domain": None},
        "domain",
        "www",
    ),
    Row(
        "a Domain stays where a redirect leads to another host under it",
        replace(DOMAIN, more=(answered("Location: https://id.shop.example/"),)),
        {"domain": None},
        "domain",
        "id.shop.example",
    ),
    Row(
        "a Domain stays that is declared shared",
        replace(DOMAIN, target=replace(ASKED, shared_domain=(".shop.example",))),
        {"domain": None},
        "domain",
        "declared shared",
    ),
    Row(
        "a Domain stays where pages load parts of another host under it",
        replace(DOMAIN, more=(silent(), answered("Location: http://[bad"), PARTS)),
        {"domain": None},
        "domain",
        "img.shop.example",
    ),
    Row("a Domain of an unproved cookie stays", replace(DOMAIN, session=()), {"domain": None}, "domain", "not proved"),
    Row(
        "a Domain that browsers will refuse at the new address goes",
        DOMAIN,
        {"domain": Remove.REMOVE},
        "domain",
        "refuse",
        PlanTerms(origin="https://new.example"),
    ),
)

PATHS = (
    Row(
        "a Path goes to the application's folder where the root is another program's",
        Site(
            target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/"), more=ROOT, login=BELOW,
        ),
        {"path": (PathChange("/", "/shop"),), "prefix": NamePrefix.SECURE},
        "path",
        "HT603",
    ),
    Row(
        "not if the application is at the root of the host that another one shares",
        Site(
            target=replace(ASKED, also=(f"{HTTPS}/wiki",)),
            more=(answered_as(
                answered(url=f"{HTTPS}/wiki", sent=(("sid", "~1111111111111111"),)), 200,
                step=Step.NEIGHBOUR, browser="visitor",
            ),),
        ),
        {"path": None},
        "path",
        "at the root of the host",
    ),
    Row(
        "not if it has another Path as well",
        Site(
            target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/"),
            more=(*ROOT, answered("Set-Cookie: sid=; Path=/x; Max-Age=0", url=f"{HTTPS}/shop/out")),
            login=BELOW,
        ),
        {"path": None},
        "path",
        "another Path",
    ),
    Row(
        "not if paths are changed for all cookies",
        Site(target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/"), more=ROOT, login=BELOW),
        {"path": None},
        "path",
        "already",
        PlanTerms(paths=(PathChange("/shop", "/new"),)),
    ),
    Row(
        "not if the folder can't be named",
        Site(target=replace(ASKED, url=f"{HTTPS}/sh\xf6p/", https=f"{HTTPS}/sh\xf6p/"), login="/sh\xf6p/login", more=(
            ROOT[0], answered_as(answered("Server: two", url=f"{HTTPS}/sh\xf6p/nothing"), 404, step=Step.NEIGHBOUR),
        )),
        {"path": None},
        "path",
        "can't name",
    ),
    Row(
        "not if the cookie is one by its name alone",
        Site(target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/"), more=ROOT, login=BELOW, session=()),
        {"path": None},
        "path",
        "not proved",
    ),
)  # fmt: skip

YEAR = "Max-Age=31536000"
REMEMBER = Site(
    (f"{SID}; Path=/; Secure", f"remember_me=~4444444444444444; Path=/; Secure; HttpOnly; {YEAR}"),
    target=ASKED,
    session=("remember_me",),
)

LIFETIMES = (
    Row(
        "a session cookie is cut to the profile's limit",
        replace(SAFE, lines=lines("Path=/", "Secure", YEAR)),
        {"lifetime": MaxLifetime(86400)},
        "lifetime",
        "HT501",
    ),
    Row(
        "under strict to the browser session",
        replace(SAFE, lines=lines("Path=/", "Secure", YEAR), target=replace(ASKED, profile=Profile.STRICT)),
        {"lifetime": Remove.REMOVE},
        "lifetime",
        "strict",
    ),
    Row(
        "within the limit it stays", replace(SAFE, lines=lines("Path=/", "Secure", "Max-Age=86400")), {"lifetime": None}
    ),
    Row(
        "of an unproved cookie it stays",
        replace(SAFE, lines=lines("Path=/", "Secure", YEAR, name="PHPSESSID"), session=()),
        {"lifetime": None},
        "lifetime",
        "not proved",
        name="PHPSESSID",
    ),
    Row(
        "remember-me keeps its life within the profile",
        REMEMBER,
        {"lifetime": MaxLifetime(30 * 86400)},
        "lifetime",
        "30 days",
        name="remember_me",
    ),
    Row(
        "strict allows none that remembers, and it is not dropped in silence",
        replace(REMEMBER, target=replace(ASKED, profile=Profile.STRICT)),
        {"lifetime": None},
        "lifetime",
        "end being remembered",
        name="remember_me",
    ),
)

WIKI = f"{HTTPS}/wiki/"


def shared(*attributes: str, theirs: tuple[str, ...] = ("Path=/", "HttpOnly")) -> Site:
    """An application below /shop/, and its neighbour that sets a cookie of the same name with attributes of its own."""
    target = replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/", also=(WIKI,))
    visit = answered(f"Set-Cookie: {'; '.join(('sid=~2222222222222222', *theirs))}", url=WIKI)
    neighbour = answered_as(visit, 200, step=Step.NEIGHBOUR, browser="visitor")
    return Site(lines("Path=/", "Secure", *attributes), (neighbour,), target, login=BELOW)


TELLS = f"the other application at {WIKI} sets it, too, and a policy can't tell two cookies of one name apart"
SHARED = (
    Row("its Path is the other application's, too", shared(), LEFT | HIDDEN, "path", TELLS),
    Row("its name is the other application's, too", shared(), LEFT | HIDDEN, "prefix", TELLS),
    Row("its life is the other application's, too", shared(YEAR), LEFT | HIDDEN, "lifetime", TELLS),
    Row(
        "its Domain is the other application's, too",
        replace(shared("Domain=shop.example"), host_only=False),
        LEFT | HIDDEN,
        "domain",
        TELLS,
    ),
    Row(
        "a neighbour that sends the very same cookie but readable has scripts of its own",
        shared("HttpOnly", theirs=("Path=/",)),
        LEFT,
        "httponly",
        f"the other application at {WIKI} sets one of that name without it",
    ),
    Row(
        "what a neighbour only deletes has no attributes to keep",
        shared(theirs=("Path=/", "Max-Age=0")),
        LEFT | HIDDEN,
        "httponly",
        "Replay has proved",
    ),
    Row(
        "a neighbour's cookie that the rule's pattern takes along is of that rule, too",
        Site(
            lines("Path=/", "Secure", name="sid_P8443"),
            (answered_as(
                answered("Set-Cookie: sid_P9443=~2222222222222222; Path=/", url=f"{HTTPS}:8443/wiki/"), 200,
                step=Step.NEIGHBOUR, browser="visitor",
            ),),
            replace(
                ASKED, url=f"{HTTPS}:8443/shop/", https=f"{HTTPS}:8443/shop/", also=(f"{HTTPS}:8443/wiki/",)
            ),
            session=("sid_P8443",),
        ),
        LEFT,
        "httponly",
        "without it, and its scripts may read it",
        name="sid_P8443",
    ),
    Row(
        "what another host sets under that name is not this policy's",
        replace(
            SAFE,
            target=replace(ASKED, also=("https://wiki.example/",)),
            more=(answered_as(
                answered("Set-Cookie: sid=~2; Path=/; HttpOnly", url="https://wiki.example/"), 200,
                step=Step.NEIGHBOUR, browser="visitor",
            ),),
        ),
        SECURE,
        "prefix",
        "other applications are on the host",
    ),
    Row(
        "a Path that something outside the folder sets or deletes, too, is not narrowed",
        replace(
            shared(),
            target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/", also=(WIKI,)),
            more=(
                answered_as(
                    answered(url=WIKI, sent=(("sid", "~1111111111111111"),)), 200,
                    step=Step.NEIGHBOUR, browser="visitor",
                ),
                answered_as(answered("Set-Cookie: sid=; Path=/; Max-Age=0", url=f"{HTTPS}/out"), 404),
            ),
        ),
        {"path": None, "prefix": NamePrefix.SECURE},
        "path",
        f"{HTTPS}/out sets or deletes it, too, which is not below /shop/",
    ),
)  # fmt: skip

ROWS = (*HTTP_ONLY, *PREFIX, *DOMAINS, *PATHS, *LIFETIMES, *SHARED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.why.replace(" ", "-"))
def test_a_trap_is_seen(row: Row) -> None:
    """Each field is as strong as the evidence allows, and the reason is told."""
    made = planned(row.site.recording(), row.terms)
    treatment = rule(made, row.name).treatment

    assert {name: getattr(treatment, name) for name in row.wants} == row.wants
    assert not row.key or row.says in why(made, row.name, row.key)


SAME_SITE = (
    ("nothing is known of other sites", (), SAFE.target, LAX, None),
    (
        "another site posts with it",
        (posted(f"{HTTPS}/acs", ("Origin", "https://idp.test"), sent=(("sid", "~1111111111111111"),)),),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "another site posts without it",
        (posted(f"{HTTPS}/acs", ("Sec-Fetch-Site", "cross-site"), sent=(("state", "~9"),)),),
        SAFE.target,
        Keep.KEEP,
        LAX,
    ),
    ("its own site posts", (posted(f"{HTTPS}/x", ("Origin", "https://www.shop.example")),), SAFE.target, LAX, None),
    ("the browser says same-origin", (posted(f"{HTTPS}/x", ("Sec-Fetch-Site", "same-origin"), ("Origin", "null")),),
     SAFE.target, LAX, None),
    ("nobody says who posts", (posted(f"{HTTPS}/x", ("Origin", "null")),), SAFE.target, Keep.KEEP, LAX),
    ("no origin at all", (posted(f"{HTTPS}/x"),), SAFE.target, LAX, None),
    (
        "a sign-on will post",
        (answered("Location: http://[bad"), answered("Location: https://idp.test/?SAMLRequest=~1")),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "OpenID will post",
        (answered("Location: https://idp.test/"), answered("Location: https://idp.test/?response_mode=form_post")),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "JWT-secured OpenID will post",
        (answered("Location: https://idp.test/?response_mode=form_post.jwt"),),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "WS-Federation will post",
        (answered("Location: https://idp.test/adfs/ls/?wa=wsignin1.0&wtrealm=urn:shop"),),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "a sign-on will post, and what another site posts is something else",
        (
            posted(f"{HTTPS}/paid", ("Origin", "https://bank.test")),
            answered("Location: https://idp.test/?SAMLRequest=~1"),
        ),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    (
        "what the sign-on posts was seen",
        (
            answered("Location: https://idp.test/?SAMLRequest=~1"),
            posted(f"{HTTPS}/acs", ("Origin", "https://idp.test"), sent=(("state", "~9"),)),
        ),
        SAFE.target,
        Keep.KEEP,
        LAX,
    ),
    (
        "a script of another site asks with it",
        (loaded("cors", ("sid", "~1111111111111111")),),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    ("a script of another site asks with another one", (loaded("cors", ("a", "~9")),), SAFE.target, Keep.KEEP, LAX),
    ("a script of another site asks without any", (loaded("cors"),), SAFE.target, LAX, None),
    ("another site links here", (loaded("navigate", ("sid", "~1111111111111111")),), SAFE.target, LAX, None),
    *(
        (f"frames of others by {value}", (answered(f"Content-Security-Policy: {value}"),), SAFE.target, default, None)
        for value, default in (
            ("default-src 'self'; frame-ancestors 'self' https://partner.test", Keep.KEEP),
            ("frame-ancestors 'none', Frame-Ancestors *.partner.test:8443", Keep.KEEP),
            ("frame-ancestors *", Keep.KEEP),
            ("frame-ancestors https:", Keep.KEEP),
            ("frame-ancestors 'self' https://*.shop.example;;", LAX),
            ("frame-ancestors 'none'", LAX),
            ("default-src https://partner.test", LAX),
        )
    ),
    (
        "another site shows it in a frame",
        (
            replace(
                answered(url=f"{HTTPS}/widget"),
                request=replace(
                    answered(url=f"{HTTPS}/widget").request,
                    fields=(("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe")),
                ),
            ),
        ),
        SAFE.target,
        Keep.KEEP,
        None,
    ),
    ("it is declared embedded", (), replace(ASKED, embedded=True), Keep.KEEP, None),
)  # fmt: skip


@pytest.mark.parametrize(("name", "more", "target", "default", "own"), SAME_SITE, ids=lambda value: str(value)[:40])
def test_what_other_sites_need_is_left(name: str, more: object, target: object, default: object, own: object) -> None:
    """Lax for what has no SameSite, unless other sites' requests may have to carry it."""
    made = planned(replace(SAFE, more=more, target=target).recording())  # type: ignore[arg-type]

    assert (made.policy.defaults.same_site, rule(made).treatment.same_site) == (default, own), name


def test_none_stays_none() -> None:
    """A line with SameSite=None was meant, also where others of that name lack it for old browsers."""
    both = (*lines("Path=/", "Secure", "SameSite=None"), *lines("Path=/", "Secure"))
    made = planned(replace(SAFE, lines=both).recording())

    assert rule(made).treatment.same_site is Keep.KEEP
    assert "on purpose" in why(made, "sid", "samesite")


OLD = Identity("sid")
WAS = (
    ("renamed", SAFE, PlanTerms(), (OLD,)),
    ("nothing changes", replace(SAFE, target=TARGET), PlanTerms(), ()),
    ("another host holds it", SAFE, PlanTerms(origin="https://new.example"), ()),
    ("without its Domain", DOMAIN, PlanTerms(), (Identity("sid", "shop.example"),)),
    ("without a Domain that the new host never had", DOMAIN, PlanTerms(origin="https://new.example"), ()),
    ("in its own folder", PATHS[0].site, PlanTerms(), (OLD,)),
    (
        "below another path, where the old one does not go",
        Site(lines("Path=/a", "Secure"), target=TARGET, path="/a", login="/a/login"),
        PlanTerms(paths=(PathChange("/a", "/b"),)),
        (),
    ),
    (
        "at the root, where the old one goes too",
        Site(lines("Path=/a", "Secure"), target=TARGET, path="/a", login="/a/login"),
        PlanTerms(paths=(PathChange("/a", "/"),)),
        (Identity("sid", None, "/a"),),
    ),
    (
        "the root's own cookie of that identity is not ours to delete",
        replace(
            PATHS[0].site,
            more=(*ROOT, answered_as(answered("Set-Cookie: sid=~5; Path=/"), 200, step=Step.NEIGHBOUR)),
        ),
        PlanTerms(),
        (),
    ),
    (
        "another application's cookie of that identity is not ours to delete",
        replace(
            SAFE,
            more=(answered_as(answered("Set-Cookie: sid=~5; Path=/"), 200, step=Step.NEIGHBOUR, browser="visitor"),),
        ),
        PlanTerms(),
        (),
    ),
)


@pytest.mark.parametrize(("name", "site", "terms", "was"), WAS, ids=[row[0] for row in WAS])
def test_what_browsers_hold_already_goes(name: str, site: Site, terms: PlanTerms, was: tuple[Identity, ...]) -> None:
    """An old identity that would be sent along is deleted; one that is the new one, or another's, never is."""
    assert rule(planned(site.recording(), terms)).was == was, name


NAMES = (
    ("sid", MatchKind.NAME, "sid"),
    ("session_P8443", MatchKind.PATTERN, "session_P[0-9]{2,5}"),
    ("app-10443", MatchKind.PATTERN, "app-[0-9]{2,5}"),
    ("a10443b", MatchKind.PATTERN, "a[0-9]{2,5}b"),
    ("username-shop-example-10443", MatchKind.PATTERN, "username-[0-9A-Za-z_.-]+"),
    ("username-shop-example", MatchKind.PATTERN, "username-[0-9A-Za-z_.-]+"),
    ("DW0123456789abcdef", MatchKind.PATTERN, "DW[0-9a-f]{16}"),
    ("s.0123456789ABCDEF", MatchKind.PATTERN, "s\\.[0-9A-F]{16}"),
    ("s12345678901234567890", MatchKind.NAME, "s12345678901234567890"),
    ("sfeedfeedfeedfeedface", MatchKind.NAME, "sfeedfeedfeedfeedface"),
    (
        "k_0b1c2d3e-0001-4002-8003-0123456789ab",
        MatchKind.PATTERN,
        "k_[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
    ),
)


@pytest.mark.parametrize(("name", "kind", "text"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_with_a_port_a_host_or_a_hash_is_generalised(name: str, kind: MatchKind, text: str) -> None:
    """What differs from one installation to the next may be anything of its kind; the rest stands as it is."""
    base = "https://shop.example:10443/"
    target = replace(ASKED, url=base, https=base)
    made = planned(Site(lines("Path=/", "Secure", name=name), target=target, session=(name,)).recording())

    assert (made.policy.cookies[0].match.kind, made.policy.cookies[0].match.text) == (kind, text)
    assert rule(made, name).role is CookieRole.SESSION


def test_a_pattern_takes_no_sibling() -> None:
    """Where a pattern would take the name of a cookie that is for something else, the name itself stands."""
    names = ("a_0123456789abcdef", "a_0123456789abcdef-10443", "a_00000000000000000")
    base = "https://shop.example:10443/"
    site = Site(
        tuple(f"{name}=~1111111111111111; Path=/" for name in names),
        target=replace(ASKED, url=base, https=base),
        session=names[:1],
    )
    matches = [(one.match.kind, one.match.text) for one in planned(site.recording()).policy.cookies]

    assert (MatchKind.PATTERN, "a_[0-9a-f]{16}") in matches
    assert matches[0] == (MatchKind.NAME, "a_00000000000000000")


def test_a_pattern_that_takes_a_sibling_is_given_up() -> None:
    """Two ports in place of one would take the other cookie's name."""
    base = "https://shop.example:10443/"
    names = ("username-shop-example", "username-shop-x")
    site = Site(
        tuple(f"{name}=~1111111111111111; Path=/" for name in names),
        target=replace(ASKED, url=base, https=base),
        session=names[:1],
    )
    made = planned(site.recording())

    assert [one.match.kind for one in made.policy.cookies] == [MatchKind.NAME, MatchKind.NAME]
    assert rule(made, names[0]).role is CookieRole.SESSION
    assert rule(made, names[1]).role is None


def test_a_pattern_takes_no_cookie_of_another_role() -> None:
    """A number at the end of a session cookie's name and of a preference's: each has a rule of its own."""
    names = ("exp_1001", "exp_1002", "exp_1003")
    site = Site(
        tuple(f"{name}=~{number}111111111111111; Path=/; Secure" for number, name in enumerate(names)),
        target=ASKED,
        session=names[:1],
    )
    made = planned(site.recording())

    assert [(one.match.kind, one.match.text) for one in made.policy.cookies] == [
        (MatchKind.NAME, name) for name in names
    ]
    assert rule(made, names[0]).treatment.http_only is HttpOnlyRule.REQUIRE
    assert rule(made, names[1]).treatment.http_only is None


def test_a_name_that_makes_no_pattern_stands_as_it_is() -> None:
    """With the host in it four times, a pattern would be outside the subset."""
    name = "_".join(("shop-example",) * 4)
    made = planned(Site(lines("Path=/", name=name), target=ASKED, session=(name,)).recording())

    assert made.policy.cookies[0].match == CookieMatch(MatchKind.NAME, name)


def test_a_name_that_no_policy_can_have_is_told() -> None:
    """It gets no rule; its characters are told, not printed."""
    made = planned(replace(SAFE, lines=(*SAFE.lines, "s\xe9 d=~2; Path=/", "=~3; Path=/")).recording())

    assert [one.match.text for one in made.policy.cookies] == ["sid"]
    assert any(text.startswith("s\xe9 d: no policy can name it") for text in made.open)
    assert any(text.startswith("a nameless cookie: no policy can name it") for text in made.open)


def test_the_cookie_of_another_application_gets_no_rule() -> None:
    """What only the host's root or another application sets is theirs."""
    other = answered_as(answered("Set-Cookie: theirs=~5; Path=/", url=f"{HTTPS}/"), 200, step=Step.NEIGHBOUR)
    made = planned(replace(SAFE, more=(other,)).recording())

    assert [one.match.text for one in made.policy.cookies] == ["sid"]


def test_a_login_that_offers_to_remember_may_do_so_by_the_session_cookie() -> None:
    """The box was left off, so that is not known: what it would mean is told, and what to say instead."""
    seen = replace(SAFE, lines=lines("Path=/", "Secure", YEAR)).recording()
    offered = replace(seen, login=replace(LOGIN, remember_me=True))
    strict = replace(offered, target=replace(ASKED, profile=Profile.STRICT))

    assert rule(planned(offered)).treatment.lifetime == MaxLifetime(86400)
    assert "Say { max = 2592000 }" in why(planned(offered), "sid", "lifetime")
    assert "they log in again" in why(planned(strict), "sid", "lifetime")
    assert "{ max" not in why(planned(strict), "sid", "lifetime")


def test_a_session_that_was_brought_along_is_not_renamed() -> None:
    """No response set it, so that its name may be a script's business; that it is hidden is told by the file."""
    sid = cookie("sid")
    seen = Site((), target=ASKED, more=(answered(sent=(("sid", "~1"),)),)).recording()
    told = BroughtCookie(sid, "sid=~1; Path=/; Secure; HttpOnly", Telling.ALL)
    made = planned(replace(seen, brought=(told,), credentials=proof((sid,))))

    assert rule(made).treatment.http_only is HttpOnlyRule.REQUIRE
    assert "no response was seen to set it" in why(made, "sid", "prefix")


def test_what_no_policy_can_mend_is_told() -> None:
    """Findings that no key answers, worst first, each with who can mend it; nothing is told twice."""
    wide = "wide=~7; Path=/; Domain=example"
    kept = replace(SAFE, lines=(*SAFE.lines, wide, "__Host-x=~8; Path=/"))
    made = planned(kept.recording())
    text = "\n".join(made.open)

    assert "hardtack explain HT1103" in text
    assert "No rule is for that cookie" in text
    assert "What no policy can mend:" in plan_toml(made, "Planned.")


def test_two_applications_with_one_name_are_told() -> None:
    """The rule claims to answer no collision: it stands with what no policy can mend, and with its remedy."""
    made = planned(shared().recording())

    assert "HT601" not in rule(made).answers
    assert not any("Answers HT601" in one.text for one in made.reasons)
    assert any(
        text.startswith(f"HT601: The other application at {WIKI} sets a cookie sid, too")
        and text.endswith("have one of the applications rename its own.")
        for text in made.open
    )


def test_same_site_of_a_shared_name_is_left_with_the_defaults() -> None:
    """Other sites may have to bring the neighbour's cookie of that name."""
    site = shared()
    posts = posted(f"{HTTPS}/shop/acs", ("Sec-Fetch-Site", "cross-site"), sent=(("state", "~9"),))
    made = planned(replace(site, more=(*site.more, posts)).recording())

    assert (made.policy.defaults.same_site, rule(made).treatment.same_site) == (Keep.KEEP, None)
    assert TELLS in why(made, "sid", "samesite")
    assert {one.place[-1] for one in made.declined if one.subject == "sid"} == {"samesite", "path", "prefix"}


def test_what_takes_the_application_is_told() -> None:
    """A session that outlives its logout is no business of a cookie's attributes; nothing else is promised for it."""
    case = next(one for one in load_cases() if one.check == "session-alive-after-logout" and one.expected.severity)
    told = next(text for text in planned(case.recording).open if text.startswith("HT201: "))

    assert told.endswith("It takes the application: hardtack explain HT201.")


def test_each_rule_says_which_findings_it_answers() -> None:
    """By their codes, sorted; those of the defaults count too."""
    made = planned(replace(SAFE, lines=lines("Path=/", YEAR)).recording())

    assert rule(made).answers == ("HT301", "HT501", "HT1001", "HT1101")


def test_many_findings_are_counted() -> None:
    """A line that answers many names the first of them."""
    many = tuple(f"s{number}=~111111111111111{number}; Path=/" for number in range(5))
    made = planned(Site(many, target=ASKED, session=tuple(f"s{number}" for number in range(5))).recording())

    assert "… and 2 more" in why(made, "defaults", "secure")


def test_a_plan_twice_is_a_plan_once() -> None:
    """The plan of a site that is as planned asks for no more: no second prefix, no other Path, no shorter life."""
    hard = ("__Host-sid=~1111111111111111; Path=/; Secure; HttpOnly; SameSite=Lax",)
    made = planned(Site(hard, target=ASKED, session=("__Host-sid",)).recording())
    treatment = rule(made, "__Host-sid").treatment

    assert (treatment.prefix, treatment.path, treatment.domain, treatment.lifetime) == (None, None, None, None)
    assert rule(made, "__Host-sid").was == ()


def test_a_plan_is_of_what_was_seen_alone() -> None:
    """The same report gives the same plan, and neither holds a value."""
    report = audit(SAFE.recording())
    text = plan_toml(plan(report, PlanTerms()), "Planned.")

    assert plan_toml(plan(report, PlanTerms()), "Planned.") == text
    assert "~1111" not in text
