"""Renderers: a policy as the configuration of a server. A new one is registered once it is whole.

Pure: a renderer writes text; what puts it on a disk is the command line.
"""

from typing import Final

from hardtack.render import (
    apache,
    aspnet_core,
    caddy,
    django,
    envoy,
    envoy_gateway,
    express,
    fastapi,
    flask,
    haproxy,
    haproxy_lua,
    iis,
    ingress_nginx,
    jetty,
    laravel,
    lighttpd,
    nginx,
    nginx_lua,
    nginx_njs,
    php,
    rails,
    spring_boot,
    tomcat,
    traefik,
    varnish,
    wordpress,
    xmatters,
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
    aspnet_core.RENDERER,
    caddy.RENDERER,
    django.RENDERER,
    envoy.RENDERER,
    envoy_gateway.RENDERER,
    express.RENDERER,
    fastapi.RENDERER,
    flask.RENDERER,
    haproxy.RENDERER,
    haproxy_lua.RENDERER,
    iis.RENDERER,
    ingress_nginx.RENDERER,
    jetty.RENDERER,
    laravel.RENDERER,
    lighttpd.RENDERER,
    nginx.RENDERER,
    nginx_lua.RENDERER,
    nginx_njs.RENDERER,
    php.RENDERER,
    rails.RENDERER,
    spring_boot.RENDERER,
    tomcat.RENDERER,
    traefik.RENDERER,
    varnish.RENDERER,
    wordpress.RENDERER,
    xmatters.RENDERER,
)
"""All targets, sorted by name."""
