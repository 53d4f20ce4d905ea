"""A cookie whose name another application of the host sets as well."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    Keep,
    NamePrefix,
)
from hardtack.recording.model import (
    Step,
)
from tests.policy.planning import ASKED, HTTPS, Site, answered_as, planned, posted, rule, why
from tests.policy.traps import BELOW, HIDDEN, LEFT, SAFE, SECURE, YEAR, Row, check, lines
from tests.recording.recordings import answered

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


@pytest.mark.parametrize("row", SHARED, ids=lambda row: row.why.replace(" ", "-"))
def test_a_trap_is_seen(row: Row) -> None:
    """Each field is as strong as the evidence allows, and the reason is told."""
    check(row)


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


def test_the_cookie_of_another_application_gets_no_rule() -> None:
    """What only the host's root or another application sets is theirs."""
    other = answered_as(answered("Set-Cookie: theirs=~5; Path=/", url=f"{HTTPS}/"), 200, step=Step.NEIGHBOUR)
    made = planned(replace(SAFE, more=(other,)).recording())

    assert [one.match.text for one in made.policy.cookies] == ["sid"]
