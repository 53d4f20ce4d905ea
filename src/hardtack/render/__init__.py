"""Renderers: a policy as the configuration of a server. A new one is registered once it is whole.

Pure: a renderer writes text; what puts it on a disk is the command line.
"""

from typing import Final

from hardtack.render import (
    apache,
    envoy,
    haproxy,
    haproxy_lua,
    jetty,
    lighttpd,
    nginx,
    nginx_lua,
    nginx_njs,
    tomcat,
    traefik,
    varnish,
)
from hardtack.render.model import (
    Exactness,
    FieldAnswer,
    Rendered,
    RenderedFile,
    Renderer,
    Version,
)

__all__ = [
    "RENDERERS",
    "Exactness",
    "FieldAnswer",
    "Rendered",
    "RenderedFile",
    "Renderer",
    "Version",
]

RENDERERS: Final = (
    apache.RENDERER,
    envoy.RENDERER,
    haproxy.RENDERER,
    haproxy_lua.RENDERER,
    jetty.RENDERER,
    lighttpd.RENDERER,
    nginx.RENDERER,
    nginx_lua.RENDERER,
    nginx_njs.RENDERER,
    tomcat.RENDERER,
    traefik.RENDERER,
    varnish.RENDERER,
)
"""All targets, sorted by name."""
