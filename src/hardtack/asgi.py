"""A policy as ASGI middleware: ``app = CookiePolicyMiddleware(app, "policy.toml")``."""

from hardtack.integrations.asgi import CookiePolicyMiddleware

__all__ = ["CookiePolicyMiddleware"]
