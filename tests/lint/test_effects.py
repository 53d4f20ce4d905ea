"""What a file does to cookies, neither praised nor blamed."""

import pytest

from hardtack.lint import Kind, lint


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    (
        (
            Kind.APACHE,
            "Header always edit Set-Cookie ^(sid=.*)$ '$1; SameSite=Lax'",
            ["a set-cookie line that matches ^(sid=.*)$ gets SameSite=Lax, in the table of CGI programs."],
        ),
        (
            Kind.APACHE,
            "Header edit Set-Cookie ; ''\nHeader unset Set-Cookie\nHeader add Set-Cookie a=1 env=B",
            [
                "a set-cookie line that matches ; is rewritten as nothing, in the table of proxied applications.",
                "all set-cookie lines are taken away.",
                "the cookie a is added, in the table of proxied applications (condition: env=B).",
            ],
        ),
        (
            Kind.APACHE,
            (
                "Header always set Strict-Transport-Security max-age=1\nHeader edit Strict-Transport-Security a b\n"
                "Header unset Strict-Transport-Security"
            ),
            [
                "Strict-Transport-Security: max-age=1 is set, on the server's own answers too.",
                "Strict-Transport-Security is rewritten as b, not on the server's own errors.",
                "the application's Strict-Transport-Security is taken away.",
            ],
        ),
        (
            Kind.APACHE,
            "ProxyPassReverseCookiePath / /a/\nProxyPassReverseCookieDomain a b\nSessionCookieName s path=/",
            [
                "a Path that begins with / becomes /a/, whole.",
                "Domain=a becomes Domain=b.",
                "the session is kept in the cookie s (path=/).",
            ],
        ),
        (
            Kind.NGINX,
            (
                "proxy_cookie_flags ~ secure httponly;\nproxy_cookie_path /a /;\nproxy_cookie_domain a b;\n"
                "add_header Set-Cookie $a;\nadd_header Strict-Transport-Security max-age=1;\n"
                "proxy_hide_header Set-Cookie;"
            ),
            [
                "proxied cookies that match ~ get secure httponly.",
                "in the Path of proxied cookies, /a becomes /.",
                "in proxied cookies, Domain=a becomes Domain=b.",
                "a cookie is added.",
                "Strict-Transport-Security: max-age=1 is added, not on the server's own errors.",
                "all set-cookie lines are taken away.",
            ],
        ),
        (
            Kind.NGINX,
            "sticky cookie a secure;\nsticky route $a;",
            ["nginx sets a cookie that keeps a client on one server: a secure."],
        ),
        (
            Kind.HAPROXY,
            "backend b\n  cookie S insert secure\n  http-response set-header Set-Cookie a=1 if b",
            [
                "the cookie S keeps a client on one server (insert secure).",
                "the cookie a is set in place of all others, not on the server's own errors (condition: if b).",
            ],
        ),
        (
            Kind.CADDY,
            "a {\n  lb_policy cookie b\n  header /c +Set-Cookie d=1\n}",
            [
                "Caddy sets the cookie b, which keeps a client on one server.",
                "the cookie d is added, on the server's own answers too (condition: /c).",
            ],
        ),
        (
            Kind.WEB_XML,
            (
                "<web-app><session-config>\n<session-timeout>9</session-timeout><cookie-config><secure>true</secure>"
                "<other>1</other></cookie-config></session-config></web-app>"
            ),
            ["session-timeout is 9.", "secure is true."],
        ),
        (
            Kind.TOMCAT,
            '<Context useHttpOnly="false"><CookieProcessor sameSiteCookies="lax"/></Context>',
            ["useHttpOnly is false.", "sameSiteCookies is lax."],
        ),
        (
            Kind.JETTY,
            (
                '<Configure><Set name="httpOnly">true</Set><Set name="port">1</Set><Set>2</Set>'
                '<Set name="secure"/></Configure>'
            ),
            ["httpOnly is true."],
        ),
        (
            Kind.DJANGO,
            "class A:\n    SESSION_COOKIE_AGE = b()\nDEBUG = True\nCSRF_COOKIE_SECURE = True",
            ["SESSION_COOKIE_AGE is what the program finds when it runs in A.", "CSRF_COOKIE_SECURE is True."],
        ),
        (Kind.PHP, "[PHP]\nsession.cookie_httponly =\nsession.gc_divisor = 1", ["session.cookie_httponly is empty."]),
    ),
)
def test_effects_are_told_line_by_line(kind: Kind, text: str, told: list[str]) -> None:
    """One sentence for each line that is about cookies or HSTS."""
    assert [effect.text for effect in lint(text, kind).effects] == told
