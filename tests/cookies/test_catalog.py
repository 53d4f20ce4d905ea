"""Known cookie names: what they explain, and how a name is freed of what differs between installations."""

import pytest

from hardtack.cookies.catalog import KNOWN, Role, generalise, lookup


@pytest.mark.parametrize(
    ("name", "general"),
    (
        pytest.param("plain", "plain", id="nothing to take out"),
        pytest.param("__Host-sid", "sid", id="prefix"),
        pytest.param("__secure-sid", "sid", id="browsers match prefixes in any case"),
        pytest.param("__Host-Http-sid", "sid", id="the longest prefix is taken, not a part of it"),
        pytest.param("x__Host-sid", "x__Host-sid", id="a prefix stands at the start"),
        pytest.param("app_session_P8443", "app_session_P<port>", id="marked port"),
        pytest.param("session-8888", "session-<port>", id="bare port"),
        pytest.param("v2", "v2", id="a number without separator is part of the name"),
        pytest.param("logged_in_0123456789abcdef0123456789abcdef", "logged_in_<hash>", id="digest"),
        pytest.param("t_123e4567-e89b-12d3-a456-426614174000", "t_<hash>", id="UUID"),
        pytest.param("SSESS0123456789abcdef0123456789abcdef", "SSESS<hash>", id="digest joined to its word"),
        pytest.param("_oauth2_proxy_1", "_oauth2_proxy", id="chunk with underscore"),
        pytest.param("authjs.session-token.0", "authjs.session-token", id="chunk with dot"),
        pytest.param(".AspNetCore.CookiesC2", ".AspNetCore.Cookies", id="chunk of ASP.NET"),
        pytest.param("ABC1", "ABC1", id="a capital C among capitals is no chunk mark"),
        pytest.param("", "", id="nameless cookie"),
    ),
)
def test_generalise(name: str, general: str) -> None:
    """A name loses its prefix, chunk suffix, digest and port, and nothing else."""
    assert generalise(name) == general


@pytest.mark.parametrize(
    ("name", "owner", "role", "reads_by_script"),
    (
        pytest.param("PHPSESSID", "PHP", Role.SESSION, False, id="exact"),
        pytest.param("__Host-sessionid", "Django", Role.SESSION, False, id="prefixed"),
        pytest.param(
            "remember_web_59ba36addc2b2f9401580f014c7f58ea4e30989d", "Laravel", Role.REMEMBER_ME, False, id="digest"
        ),
        pytest.param("_ga_ABC123", "Google Analytics 4", Role.ANALYTICS, True, id="pattern"),
        pytest.param("sb-abcd-auth-token.1", "Supabase", Role.SESSION, True, id="pattern of a chunk"),
        pytest.param("NSC_AAAC", "NetScaler Gateway", Role.SESSION, False, id="the exact name beats the pattern"),
        pytest.param("_oauth2_proxy_csrf_x", "oauth2-proxy", Role.CSRF, False, id="pattern with the owner's prefix"),
        pytest.param("XSRF-TOKEN", "Angular, axios, Laravel, Spring Security", Role.CSRF, True, id="read by script"),
    ),
)
def test_lookup(name: str, owner: str, role: Role, *, reads_by_script: bool) -> None:
    """A known name tells its owner, its role, and whether scripts must read it."""
    known = lookup(name)

    assert known is not None
    assert (known.owner, known.role, known.reads_by_script) == (owner, role, reads_by_script)


@pytest.mark.parametrize("name", ("", "phpsessid", "mysession", "TS02", "_g", "x_gid"))
def test_unknown(name: str) -> None:
    """Names are matched whole and with their letter case; all others are unknown."""
    assert lookup(name) is None


def test_every_row_is_reachable() -> None:
    """No row is hidden by another: looked up by its own pattern, each row answers itself."""
    filled = {known: known.pattern.replace("*", "zz").replace("<hash>", "0123456789abcdef" * 2) for known in KNOWN}

    assert {known.pattern: lookup(name) for known, name in filled.items()} == {known.pattern: known for known in KNOWN}


def test_catalog_is_sizeable_and_covers_every_role() -> None:
    """The catalog holds at least 150 patterns, each once, and every role has some."""
    assert len({known.pattern for known in KNOWN}) == len(KNOWN) >= 150
    assert {known.role for known in KNOWN} == set(Role)
