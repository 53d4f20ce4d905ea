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
    ),
)
def test_values_of_cookies_and_secrets_are_masked(line: str, shown: str) -> None:
    """What is made of variables is no value and stays; endless lines are cut."""
    assert masked(line) == shown
