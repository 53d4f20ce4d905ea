"""Policies of a few lines for tests."""

from hardtack.policy import Policy, RequestFacts, from_toml

NOW = 1_795_305_600  # 2026-11-22T00:00:00Z
HTTPS = RequestFacts(https=True, now=NOW)
HTTP = RequestFacts(https=False, now=NOW)

_TOP = ("unknown", "on_error", "waivers")


def text_of(body: str) -> str:
    """A policy's TOML: version and site before these lines; keys of the top level may come first in them."""
    lines = body.strip().splitlines()
    top = [line for line in lines if line.startswith(_TOP)]
    rest = [line for line in lines if not line.startswith(_TOP)]
    site = '[site]\norigin = "https://app.example.test"\n'
    return "\n".join(["version = 1", *top, site if "[site]" not in body else "", *rest, ""])


def policy_of(body: str) -> Policy:
    """A policy, read."""
    return from_toml(text_of(body))


def defaults_of(body: str) -> Policy:
    """A policy with these lines as its defaults."""
    return policy_of(f"[defaults]\n{body}")
