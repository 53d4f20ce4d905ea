"""Policies for the middleware's tests, as users write them."""

from typing import Final

from hardtack.policy import Policy, from_toml

NOW: Final = 1_795_305_600
SID: Final = "Canary0123456789abcdef0123456789"

FRONTED: Final = """
version = 1
unknown = "report"

[site]
origin = "https://app.example.test"
tls = "front"

[transport]
redirect = 308
exempt = ["/healthz"]
hsts = { max_age = 300 }

[defaults]
secure = "require"
httponly = "require"
samesite = { value = "Lax", when = "absent" }
lifetime = { max = 86400 }

[[cookies]]
match = { name = "sid" }
role = "session"
prefix = "__Host-"
was = [{ name = "sid", path = "/old" }]

[[cookies]]
match = { name = "ad" }
action = "drop"

[limits]
set_cookie_bytes = 200

[inbound]
drop = ["ad"]
"""
"""Behind a server that speaks TLS: every part of a policy that a middleware has to do with."""

FAREWELL: Final = "sid=; Path=/old; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
HARDENED: Final = f"__Host-sid={SID}; Path=/; Secure; HttpOnly; SameSite=Lax"
"""What becomes of `sid` there, and what goes before it."""


def fronted(**changes: str) -> Policy:
    """That policy, with texts in it replaced: each keyword is a text with "_" for blanks, which must be there."""
    text = FRONTED
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return from_toml(text)


def clock() -> float:
    """The time of the tests."""
    return NOW + 0.9
