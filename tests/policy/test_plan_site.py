"""What is planned for the whole site: where it will be, the redirect, HSTS, and Secure."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    ACME_PATH,
    Hsts,
    PathChange,
    PlanTerms,
    Redirect,
    SecureRule,
    Tls,
)
from hardtack.recording.model import Exchange, PageFacts, Step
from tests.policy.planning import ASKED, BOTH, HTTP, HTTPS, PLAIN, Site, answered_as, planned, why
from tests.recording.recordings import TARGET, answered

YEAR = 31_536_000
RAMP = Hsts(300, ramp=(86_400, 2_592_000, YEAR))
SERVES = answered(url=f"{HTTP}/")
REDIRECTS = answered_as(answered(f"Location: {HTTPS}/", url=f"{HTTP}/"), 301, step=Step.PLAIN)
REFUSES = answered_as(answered(url=f"{HTTP}/"), 404, step=Step.PLAIN)
LEADS_ON = answered_as(answered(f"Location: {HTTP}/login", url=f"{HTTP}/"), 302, step=Step.PLAIN)
HEALTH = answered(url=f"{HTTP}/healthz")
ACME = answered(url=f"{HTTP}{ACME_PATH}x")

PLAIN_SIDES = (
    ("it serves", Site(target=BOTH, more=(SERVES,)), PlanTerms(), SecureRule.IF_TLS, "redirect comes first"),
    ("it redirects", Site(target=BOTH, more=(REDIRECTS,)), PlanTerms(), SecureRule.REQUIRE, "Nothing of the"),
    ("it refuses", Site(target=BOTH, more=(REFUSES,)), PlanTerms(), SecureRule.REQUIRE, "Nothing of the"),
    ("it leads on in clear", Site(target=BOTH, more=(LEADS_ON,)), PlanTerms(), SecureRule.IF_TLS, "was not seen"),
    ("it was not asked", Site(target=TARGET), PlanTerms(), SecureRule.IF_TLS, "was not seen"),
    ("it gave no answer", Site(target=ASKED), PlanTerms(), SecureRule.REQUIRE, "Nothing of the"),
    (
        "the user says it is closed",
        Site(target=BOTH, more=(SERVES,)),
        PlanTerms(plain_closed=True),
        SecureRule.REQUIRE,
        "Nothing of the",
    ),
    (
        "the bare application is on the same host",
        Site(target=PLAIN),
        PlanTerms(origin=HTTPS),
        SecureRule.IF_TLS,
        "redirect comes first",
    ),
    (
        "the bare application is on another host",
        Site(target=PLAIN),
        PlanTerms(origin="https://new.example"),
        SecureRule.REQUIRE,
        "Nothing of the",
    ),
    ("there is no https", Site(target=PLAIN), PlanTerms(), SecureRule.KEEP, "no HTTPS was found"),
)


@pytest.mark.parametrize(("name", "site", "terms", "secure", "says"), PLAIN_SIDES, ids=[row[0] for row in PLAIN_SIDES])
def test_secure_waits_for_the_plain_side(
    name: str, site: Site, terms: PlanTerms, secure: SecureRule, says: str
) -> None:
    """Always only where nothing of the application is served in clear; else what comes by TLS has it."""
    made = planned(site.recording(), terms)

    assert made.policy.defaults.secure is secure, name
    assert says in why(made, "defaults", "secure")


def test_the_redirect_comes_first() -> None:
    """Where TLS is spoken here plain HTTP leads there, and the findings of it are answered."""
    made = planned(Site(target=BOTH, more=(SERVES,)).recording())

    assert made.policy.transport.redirect is Redirect.PERMANENT
    assert "Answers HT901" in why(made, "transport", "redirect")


def test_without_https_nothing_is_planned_that_needs_it() -> None:
    """The policy is one for plain HTTP, and says what to do."""
    made = planned(Site(target=PLAIN).recording())

    assert (made.policy.site.origin, made.policy.site.tls) == (HTTP, Tls.NONE)
    assert (made.policy.transport.redirect, made.policy.transport.hsts) == (None, None)
    assert "--origin https://" in why(made, "transport", "redirect")


def test_in_front_of_a_bare_application_it_is_the_upstream() -> None:
    """With the address that browsers are to see, what was recorded is asked; ports are kept, the scheme's own aside."""
    target = replace(PLAIN, url="http://127.0.0.1:8080/app", http="http://127.0.0.1:8080/app")
    made = planned(Site(target=target).recording(), PlanTerms(origin="https://app.example:443"))

    assert (made.policy.site.origin, made.policy.site.upstream) == ("https://app.example", "http://127.0.0.1:8080")
    assert "Answers HT801" in why(made, "site", "tls")


def test_an_address_in_brackets_stays_in_brackets() -> None:
    """IPv6."""
    target = replace(PLAIN, url="http://[::1]:8080/", http="http://[::1]:8080/")

    assert planned(Site(target=target).recording()).policy.site.origin == "http://[::1]:8080"


def test_a_host_of_other_letters_is_told_as_servers_know_it() -> None:
    """An internationalised name, by its A-labels."""
    target = replace(TARGET, url="https://m\xfcnchen.example/", https="https://m\xfcnchen.example/")

    assert planned(Site(target=target).recording()).policy.site.origin == "https://xn--mnchen-3ya.example"


def test_an_upstream_below_a_path_is_the_root_to_browsers() -> None:
    """Its cookies go along, unless the user says otherwise."""
    below = PlanTerms(upstream="http://127.0.0.1:8080/examples/")
    told = PlanTerms(upstream="http://127.0.0.1:8080/examples/", paths=(PathChange("/examples", "/shop"),))
    made = planned(Site(target=ASKED).recording(), below)

    assert made.policy.defaults.path == (PathChange("/examples", "/"),)
    assert "/examples is / to browsers" in why(made, "defaults", "path")
    assert planned(Site(target=ASKED).recording(), told).policy.defaults.path == (PathChange("/examples", "/shop"),)


def test_in_front_of_this_server_tls_is_not_its_business() -> None:
    """The redirect is that of the server which speaks TLS; Secure and HSTS are planned all the same."""
    made = planned(Site(target=BOTH, more=(REDIRECTS, HEALTH)).recording(), PlanTerms(tls=Tls.FRONT))
    waits = planned(Site(target=BOTH, more=(SERVES,)).recording(), PlanTerms(tls=Tls.FRONT))

    assert (made.policy.transport.redirect, made.policy.transport.exempt) == (None, (ACME_PATH,))
    assert (made.policy.transport.hsts, made.policy.defaults.secure) == (RAMP, SecureRule.REQUIRE)
    assert "belongs to the server in front" in why(made, "transport", "redirect")
    assert waits.policy.transport.hsts is None
    assert "the redirect comes first" in why(waits, "transport", "hsts")


def page(action: str | None, *links: str) -> Exchange:
    """A page over https whose login form posts there, and which has these links to http."""
    seen = answered(url=f"{HTTPS}/form")
    assert seen.response is not None
    facts = PageFacts(
        password_field=True, login_action=action, insecure_parts=(), insecure_links=links, session_ids_in_urls=()
    )
    return replace(seen, response=replace(seen.response, page=facts))


def test_a_login_that_posts_in_clear_would_be_answered_403() -> None:
    """So it is not redirected before the application is told its address."""
    made = planned(Site(target=BOTH, more=(page(f"{HTTP}/login"), SERVES)).recording())

    assert made.policy.transport.redirect is None
    assert "would be answered 403" in why(made, "transport", "redirect")


def test_links_to_http_are_told() -> None:
    """Forms may be among them."""
    made = planned(Site(target=BOTH, more=(page(f"{HTTPS}/login", f"{HTTP}/search"), REDIRECTS)).recording())

    assert f"{HTTP}/search" in why(made, "transport", "redirect")


def test_what_is_served_in_clear_on_purpose_stays() -> None:
    """Addresses that load balancers ask; certificates' challenges are exempt by themselves."""
    made = planned(Site(target=BOTH, more=(REDIRECTS, HEALTH, ACME)).recording())

    assert made.policy.transport.exempt == (ACME_PATH, "/healthz")
    assert "on purpose" in why(made, "transport", "exempt")


def hsts(value: str, url: str = f"{HTTPS}/") -> Exchange:
    """An answer with HSTS."""
    return answered(f"Strict-Transport-Security: {value}", url=url)


PORT = replace(BOTH, http=f"{HTTP}:8080/")
HSTS = (
    ("none yet: a ramp, sub-domains off", Site(target=ASKED), RAMP, "subdomains"),
    ("short: it stays and the next step is named", Site(target=ASKED, more=(hsts("max-age=86400"),)),
     Hsts(86_400, ramp=(2_592_000, YEAR)), "30 days"),
    ("long: it stays", Site(target=ASKED, more=(hsts(f"max-age={YEAR}; includeSubDomains; preload"),)),
     Hsts(YEAR, subdomains=True, preload=True), "already"),
    ("preload alone goes", Site(target=ASKED, more=(hsts(f"max-age={YEAR}; preload"),)), Hsts(YEAR), ""),
    ("switched off: somebody meant it", Site(target=ASKED, more=(hsts("max-age=0"),)), None, "max-age=0"),
    ("a plain port of its own would be lost",
     Site(target=PORT, more=(answered(url=f"{HTTP}:8080/"),)), None, "https://shop.example:8080"),
    ("another application in clear would be lost",
     Site(target=replace(ASKED, also=(f"{HTTPS}/a", f"{HTTP}/wiki"))), None, f"{HTTP}/wiki"),
    ("a plain port that pages lead to would be lost",
     Site(target=ASKED, more=(page(None, f"{HTTP}:8080/old"),)), None, f"the site leads to {HTTP}:8080/old"),
    ("a plain port that a redirect leads to would be lost",
     Site(target=ASKED, more=(answered(f"Location: {HTTP}:8080/old"),)), None, f"the site leads to {HTTP}:8080/old"),
    ("where nothing can be, nothing is lost",
     Site(target=ASKED, more=(answered("Location: http://[bad", f"Location: {HTTP}:99999/"),)), RAMP, ""),
    ("the plain port itself is moved to https", Site(target=ASKED, more=(page(None, f"{HTTP}/old"),)), RAMP, ""),
    ("what is in clear on another host is not", Site(target=replace(ASKED, also=("http://other.example/",))), RAMP, ""),
)  # fmt: skip


@pytest.mark.parametrize(("name", "site", "wants", "says"), HSTS, ids=[row[0] for row in HSTS])
def test_hsts_begins_with_a_ramp(name: str, site: Site, wants: Hsts | None, says: str) -> None:
    """It is never weakened, and not sent where it would take something away."""
    made = planned(site.recording())

    assert made.policy.transport.hsts == wants, name
    assert says in why(made, "transport", "hsts")


@pytest.mark.parametrize("host", ("127.0.0.1", "[::1]", "localhost"))
def test_browsers_keep_no_hsts_of_an_address(host: str) -> None:
    """So none is planned."""
    target = replace(ASKED, url=f"https://{host}/", https=f"https://{host}/")

    assert planned(Site(target=target).recording()).policy.transport.hsts is None
