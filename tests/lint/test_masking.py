"""Lines fit to be shown."""

import pytest

from hardtack.lint.masking import masked


@pytest.mark.parametrize(
    ("line", "shown"),
    (
        ('  Header set Set-Cookie "sid=abc123; Path=/"', 'Header set Set-Cookie "sid=…; Path=/"'),
        (
            'add_header Set-Cookie "route=$upstream_addr; Path=/";',
            'add_header Set-Cookie "route=$upstream_addr; Path=/";',
        ),
        ("header_down Set-Cookie sid=abc123", "header_down Set-Cookie sid=…"),
        ('SECRET_KEY = "hunter2"', "SECRET_KEY = …"),
        ("app.config['SECRET_KEY'] = b'hunter2'", "app.config['SECRET_KEY'] = …"),
        ('<Connector secret="hunter2" port="8009"/>', "<Connector secret=…"),
        ("lb_policy cookie lb hunter2", "lb_policy cookie lb …"),
        (
            'Header edit Set-Cookie ^.*$ "sid=abc123; Path=/; SameSite=Lax"',
            'Header edit Set-Cookie ^.*$ "sid=…; Path=/; SameSite=Lax"',
        ),
        (
            "Header edit Set-Cookie ^(sid=[^;]*)$ $1;Secure env=A",
            "Header edit Set-Cookie ^(sid=[^;]*)$ $1;Secure env=A",
        ),
        ("ProxyPass / http://a/?b=c", "ProxyPass / http://a/?b=c"),
        ("SessionCryptoPassphrase hunter2", "SessionCryptoPassphrase …"),
        ("user admin password hunter2", "user admin password …"),
        ("Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure", "Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure"),
        ("a" * 500, "a" * 400 + "…"),
        ('Header set Set-Cookie "t=a%2Fb:9!x; Path=/"', 'Header set Set-Cookie "t=…; Path=/"'),
        ("add_header Set-Cookie 'x=hun(ter)2';", "add_header Set-Cookie 'x=…(…)…';"),
        ("RequestHeader set Cookie auth=hun{ter}2", "RequestHeader set Cookie auth=…{…}…"),
        (
            "Header edit Set-Cookie ^(sid=hunter:.*)$ sid=hunter:$1;Secure",
            "Header edit Set-Cookie ^(sid=…*)$ sid=…$1;Secure",
        ),
        ("Header edit Set-Cookie ^(sid=.*)$ $1;Secure", "Header edit Set-Cookie ^(sid=.*)$ $1;Secure"),
        ("Header set Set-Cookie r=%{ROUTE}e", "Header set Set-Cookie r=%{ROUTE}e"),
        ("header Set-Cookie r=[hunter2]", "header Set-Cookie r=[…]"),
        ("header Set-Cookie r={re.x.1}", "header Set-Cookie r={re.x.1}"),
        (r"if ($http_cookie ~ id=\w+[0-9]{8})", r"if ($http_cookie ~ id=\w+[0-9]{8})"),
        ('proxy_set_header Authorization "Basic aHVudGVyMg==";', "proxy_set_header Authorization …"),
        ("proxy_set_header X-Api-Key hunter2;", "proxy_set_header X-Api-Key …"),
        ("proxy_pass http://user:hunter2@127.0.0.1/;", "proxy_pass http://…@127.0.0.1/;"),
    ),
)
def test_values_of_cookies_and_secrets_are_masked(line: str, shown: str) -> None:
    """What is made of variables is no value and stays; endless lines are cut."""
    assert masked(line) == shown
