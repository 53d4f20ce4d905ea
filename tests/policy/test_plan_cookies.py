"""What is done to one cookie: HttpOnly, Domain, Path and life, each trap a row with the reason given."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    HttpOnlyRule,
    MaxLifetime,
    NamePrefix,
    PathChange,
    PlanTerms,
    Remove,
)
from hardtack.recording.model import (
    PageFacts,
    Profile,
    RecordedResponse,
    Step,
)
from tests.policy.planning import ASKED, HTTPS, SID, Site, answered_as, planned, posted, rule, why
from tests.policy.traps import BELOW, BESIDE, DOMAIN, HIDDEN, HOST, LEFT, ROOT, SAFE, SIBLING, YEAR, Row, check, lines
from tests.recording.recordings import LOGIN, answered, silent

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
        BESIDE,
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
        BESIDE,
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


@pytest.mark.parametrize("row", (*HTTP_ONLY, *DOMAINS, *PATHS, *LIFETIMES), ids=lambda row: row.why.replace(" ", "-"))
def test_a_trap_is_seen(row: Row) -> None:
    """Each field is as strong as the evidence allows, and the reason is told."""
    check(row)


def test_a_login_that_offers_to_remember_may_do_so_by_the_session_cookie() -> None:
    """The box was left off, so that is not known: what it would mean is told, and what to say instead."""
    seen = replace(SAFE, lines=lines("Path=/", "Secure", YEAR)).recording()
    offered = replace(seen, login=replace(LOGIN, remember_me=True))
    strict = replace(offered, target=replace(ASKED, profile=Profile.STRICT))

    assert rule(planned(offered)).treatment.lifetime == MaxLifetime(86400)
    assert "Say { max = 2592000 }" in why(planned(offered), "sid", "lifetime")
    assert "they log in again" in why(planned(strict), "sid", "lifetime")
    assert "{ max" not in why(planned(strict), "sid", "lifetime")
