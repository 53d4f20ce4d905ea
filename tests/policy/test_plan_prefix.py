"""Which cookies are renamed, and what browsers hold of the old ones; each trap a row with the reason given."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    HttpOnlyRule,
    Identity,
    PathChange,
    PlanTerms,
)
from hardtack.recording.model import (
    BroughtCookie,
    Step,
    Telling,
)
from tests.policy.planning import ASKED, HTTPS, SID, Site, answered_as, planned, rule, why
from tests.policy.traps import BESIDE, DOMAIN, HIDDEN, ROOT, SAFE, SECURE, SIBLING, Row, check, lines
from tests.recording.recordings import TARGET, answered, cookie, proof

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


@pytest.mark.parametrize("row", PREFIX, ids=lambda row: row.why.replace(" ", "-"))
def test_a_trap_is_seen(row: Row) -> None:
    """Each field is as strong as the evidence allows, and the reason is told."""
    check(row)


OLD = Identity("sid")


WAS = (
    ("renamed", SAFE, PlanTerms(), (OLD,)),
    ("nothing changes", replace(SAFE, target=TARGET), PlanTerms(), ()),
    ("another host holds it", SAFE, PlanTerms(origin="https://new.example"), ()),
    ("without its Domain", DOMAIN, PlanTerms(), (Identity("sid", "shop.example"),)),
    ("without a Domain that the new host never had", DOMAIN, PlanTerms(origin="https://new.example"), ()),
    ("in its own folder", BESIDE, PlanTerms(), (OLD,)),
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
            BESIDE,
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


def test_a_session_that_was_brought_along_is_not_renamed() -> None:
    """No response set it, so that its name may be a script's business; that it is hidden is told by the file."""
    sid = cookie("sid")
    seen = Site((), target=ASKED, more=(answered(sent=(("sid", "~1"),)),)).recording()
    told = BroughtCookie(sid, "sid=~1; Path=/; Secure; HttpOnly", Telling.ALL)
    made = planned(replace(seen, brought=(told,), credentials=proof((sid,))))

    assert rule(made).treatment.http_only is HttpOnlyRule.REQUIRE
    assert "no response was seen to set it" in why(made, "sid", "prefix")
