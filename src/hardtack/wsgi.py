"""A policy as WSGI middleware: ``app.wsgi_app = CookiePolicyMiddleware(app.wsgi_app, "policy.toml")``."""

from hardtack.integrations.wsgi import CookiePolicyMiddleware

__all__ = ["CookiePolicyMiddleware"]
