"""What other sites need of a cookie."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    Keep,
)
from hardtack.recording.model import (
    Exchange,
    RecordedRequest,
)
from tests.policy.planning import ASKED, HTTPS, planned, posted, rule, why
from tests.policy.traps import LAX, SAFE, lines
from tests.recording.recordings import answered


def loaded(mode: str, *sent: tuple[str, str]) -> Exchange:
    """A request that a page of another site makes."""
    fields = (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode))
    url = f"{HTTPS}/api"
    return replace(answered(url=url), request=RecordedRequest("GET", url, fields, (), sent))


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
