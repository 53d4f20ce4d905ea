"""What a policy may not say."""

from dataclasses import replace

import pytest

from hardtack.cookies import SameSite
from hardtack.errors import PolicyError
from hardtack.policy import Policy, SameSiteRule, Site, Treatment, check_policy, from_toml
from tests.policy.making import policy_of, text_of
from tests.policy_corpus import policy_files, read_policy

NO_TLS = '[site]\norigin = "http://a.test"\ntls = "none"\n'
RULE = '[[cookies]]\nmatch = { name = "a" }\n'

REFUSED = (
    # what is written, where it is wrong, a word of why
    ('[site]\norigin = "app.example.test"', "site.origin", "origin"),
    ('[site]\norigin = "https://a.test/x"', "site.origin", "nothing more"),
    ('[site]\norigin = "https://u@a.test"', "site.origin", "nothing more"),
    ('[site]\norigin = "http://a.test"', "site.tls", "contradicts"),
    ('[site]\norigin = "https://a.test"\ntls = "none"', "site.tls", "contradicts"),
    ('[site]\norigin = "https://a.test"\nupstream = "unix:/x"', "site.upstream", "upstream"),
    (NO_TLS + "[vault]", "vault", "TLS"),
    (NO_TLS + "[transport]\nredirect = 308", "transport.redirect", "no https"),
    (NO_TLS + "[transport]\nhsts = { max_age = 1 }", "transport.hsts", "https alone"),
    (NO_TLS + '[defaults]\nsecure = "require"', "defaults.secure", "plain HTTP"),
    (NO_TLS + '[defaults]\nprefix = "__Secure-"', "defaults.secure", "plain HTTP"),
    ('[site]\norigin = "https://127.0.0.1"\n[transport]\nhsts = { max_age = 1 }', "transport.hsts", "address"),
    ('[site]\norigin = "https://[::1]:8"\n[transport]\nhsts = { max_age = 1 }', "transport.hsts", "address"),
    ('[site]\norigin = "https://localhost"\n[transport]\nhsts = { max_age = 1 }', "transport.hsts", "localhost"),
    ('[transport]\nexempt = ["health"]', "transport.exempt", "path"),
    ('[transport]\nexempt = ["/a?b"]', "transport.exempt", "path"),
    ("[transport]\nhsts = { max_age = -1 }", "transport.hsts.max_age", "0 or more"),
    ("[transport]\nhsts = { max_age = 31536000, preload = true }", "transport.hsts.preload", "subdomains"),
    (
        "[transport]\nhsts = { max_age = 86400, subdomains = true, preload = true }",
        "transport.hsts.preload",
        "31536000",
    ),
    ("[transport]\nhsts = { max_age = 9, ramp = [9] }", "transport.hsts.ramp", "longer"),
    ("[transport]\nhsts = { max_age = 9, ramp = [20, 10] }", "transport.hsts.ramp", "longer"),
    ('[defaults]\nsamesite = { value = "None" }', "defaults.samesite", "without Secure"),
    ('[defaults]\nsecure = "if_tls"\nsamesite = { value = "None" }', "defaults.samesite", "without Secure"),
    (RULE + 'secure = "keep"\nsamesite = { value = "None" }', "cookies[1].samesite", "without Secure"),
    ("[defaults]\nlifetime = { max = 0 }", "defaults.lifetime", "1 or more"),
    ("[defaults]\nlifetime = { max = 9007199254740992 }", "defaults.lifetime", "9007199254740991"),
    ("[transport]\nhsts = { max_age = 1, ramp = [9007199254740992] }", "transport.hsts", "9007199254740991"),
    ("[limits]\nset_cookies = 9223372036854775807", "limits.set_cookies", "9007199254740991"),
    ('[defaults]\ndomain = { from = "*.a", to = "b" }', "defaults.domain.from", "host name"),
    ('[defaults]\ndomain = { from = "a", to = "b;c" }', "defaults.domain.to", "host name"),
    ('[defaults]\npath = [{ from = "a", to = "/" }]', "defaults.path[1].from", "no path"),
    ('[defaults]\npath = [{ from = "/a", to = "/b;c" }]', "defaults.path[1].to", "no path"),
    (
        '[defaults]\npath = [{ from = "/a", to = "/x" }, { from = "/a/b", to = "/y" }]',
        "defaults.path[2]",
        "never reached",
    ),
    (
        '[defaults]\npath = [{ from = "/a", to = "/b/c" }, { from = "/b", to = "/d" }]',
        "defaults.path[1]",
        "neither would be made",
    ),
    ('[defaults]\nsecure = "if_tls"\nprefix = "__Host-"', "defaults.secure", "need Secure"),
    ('[defaults]\nprefix = "__Host-"\npath = [{ from = "/a", to = "/" }]', "defaults.path", "Path=/"),
    ('[defaults]\nprefix = "__Host-"\ndomain = { from = "a", to = "b" }', "defaults.domain", "no Domain"),
    (RULE + 'prefix = "__Host-"\nsecure = "keep"', "cookies[1].secure", "need Secure"),
    (RULE + 'prefix = "__Secure-"\nsecure = "if_tls"', "cookies[1].secure", "need Secure"),
    (RULE + 'prefix = "__Host-"\ndomain = "keep"', "cookies[1].domain", "no Domain"),
    ('[defaults]\nprefix = "__Host-"\n' + RULE + 'path = [{ from = "/a", to = "/" }]', "cookies[1].path", "Path=/"),
    (RULE + 'role = "session"\naction = "drop"', "cookies[1].action", "log in"),
    (RULE + 'answers = ["Q3"]', "cookies[1].answers", "code"),
    ('[[cookies]]\nmatch = { re = "a|b" }', "cookies[1].match.re", "subset"),
    ('[[cookies]]\nmatch = { name = "a b" }', "cookies[1].match.name", "ASCII"),
    ('[[cookies]]\nmatch = { prefix = "" }', "cookies[1].match.prefix", "ASCII"),
    ('[[cookies]]\nmatch = { name = "é" }', "cookies[1].match.name", "ASCII"),
    ('[[cookies]]\nmatch = { name = "__Secure-a" }\nprefix = "__Host-"', "cookies[1].prefix", "already"),
    (RULE + 'was = [{ name = "a;b" }]', "cookies[1].was[1].name", "ASCII"),
    (RULE + 'was = [{ name = "b" }, { name = "c", domain = "x y" }]', "cookies[1].was[2].domain", "host name"),
    (RULE + 'was = [{ name = "b", path = "x" }]', "cookies[1].was[1].path", "no path"),
    (RULE + 'prefix = "__Host-"\nwas = [{ name = "__Host-a" }]', "cookies[1].was[1]", "what the cookie is now"),
    (
        '[[cookies]]\nmatch = { name = "__Host-a" }\nprefix = "__Host-"\nwas = [{ name = "__Host-a" }]',
        "cookies[1].was[1]",
        "what the cookie is now",
    ),
    ('[[cookies]]\nmatch = { prefix = "a" }\n' + RULE, "cookies[2].match", "never counts"),
    (
        '[[cookies]]\nmatch = { name = "__Host-a" }\n' + RULE + 'prefix = "__Host-"',
        "cookies[1].match",
        "given that very name",
    ),
    ("[limits]\nset_cookies = 0", "limits.set_cookies", "1 or more"),
    ("[limits]\nheaders_bytes = -1", "limits.headers_bytes", "1 or more"),
    ("[session]\nidle = 0", "session.idle", "1 or more"),
    ("[session]\nidle = 9\nabsolute = 8", "session.idle", "longer"),
    ('[session]\nidle_ignore = ["poll"]', "session.idle_ignore", "path"),
    ("[vault]\nmax_stream = 0", "vault.max_stream", "1 or more"),
    ('[vault]\ncallbacks = ["https://x/"]', "vault.callbacks", "path"),
    ('[vault]\npassed = ["a b"]', "vault.passed", "name"),
    ('[inbound]\ndrop = ["a=b"]', "inbound.drop", "name"),
    ('waivers = ""', "waivers", "file"),
    ('waivers = "a\\u0000b"', "waivers", "file"),
)


@pytest.mark.parametrize(("body", "place", "why"), REFUSED, ids=[f"{row[1]}: {row[2]}" for row in REFUSED])
def test_contradictions_are_refused(body: str, place: str, why: str) -> None:
    """With the place and the reason, and nothing else is said."""
    with pytest.raises(PolicyError) as caught:
        from_toml(text_of(body))

    message = caught.value.message
    assert message.count("\n") == 0
    assert f", {place}: " in message
    assert why in message


ALLOWED = (
    '[defaults]\nsecure = "require"\nsamesite = { value = "None", when = "always" }',
    '[defaults]\nprefix = "__Secure-"\nsamesite = { value = "None" }\ndomain = "keep"',
    '[defaults]\npath = [{ from = "/a/b", to = "/x" }, { from = "/a", to = "/y" }]',
    '[defaults]\npath = [{ from = "/a", to = "/a/b" }]',
    '[defaults]\npath = [{ from = "/a", to = "/" }]\n' + RULE + 'prefix = "__Host-"',
    RULE + 'prefix = "__Host-"\nwas = [{ name = "a" }, { name = "__Host-a", domain = "x.test" }]',
    '[[cookies]]\nmatch = { prefix = "a" }\nprefix = "__Host-"\nwas = [{ name = "__Host-a" }]',
    '[[cookies]]\nmatch = { name = "__Host-a" }\nprefix = "__Host-"',
    '[[cookies]]\nmatch = { name = "__Host-a" }\n[[cookies]]\nmatch = { name = "a" }',
    "[session]\nidle = 9\nabsolute = 9",
    'waivers = "accepted findings.toml"',
    '[site]\norigin = "https://[2001:db8::1]:8443"\nupstream = "http://[::1]:80/app/"',
    NO_TLS + '[defaults]\nsecure = "if_tls"',
)


@pytest.mark.parametrize("body", ALLOWED)
def test_what_only_looks_like_a_contradiction_is_allowed(body: str) -> None:
    """It means something, and can be kept."""
    check_policy(policy_of(body))


def test_what_defaults_make_wrong_is_said_once() -> None:
    """Not again for each rule that takes it over."""
    with pytest.raises(PolicyError) as caught:
        from_toml(text_of(f'[defaults]\nlifetime = {{ max = 0 }}\n{RULE}secure = "keep"'))

    assert caught.value.message.count("\n") == 0


def test_all_problems_are_told_in_the_order_of_the_text() -> None:
    """One a line, each remedy once."""
    rules = "".join(f'[[cookies]]\nmatch = {{ re = "{text}" }}\n' for text in ("a|", "b|", "c"))
    with pytest.raises(PolicyError) as caught:
        from_toml(text_of(f'{rules}[defaults]\nsamesite = {{ value = "None" }}'))

    lines = caught.value.message.split("\n")
    assert [line.partition(":")[0] for line in lines] == [
        "policy, line 6, cookies[1].match.re",
        "policy, line 8, cookies[2].match.re",
        "policy, line 12, defaults.samesite",
    ]
    assert caught.value.hint.count("\n") == 1


def test_a_policy_made_in_code_is_held_to_the_same() -> None:
    """Without lines, since there is no text."""
    policy = Policy(Site("https://a.test"), defaults=Treatment(same_site=SameSiteRule(SameSite.UNSET)))

    with pytest.raises(PolicyError) as caught:
        check_policy(policy)

    assert str(caught.value) == "policy, defaults.samesite: a SameSite is None, Lax or Strict"


def test_the_policies_that_servers_are_tried_with_are_sound() -> None:
    """All of them, and there are at least twelve."""
    policies = [read_policy(file) for file in policy_files()]

    assert len(policies) >= 12
    for policy in policies:
        check_policy(replace(policy))
