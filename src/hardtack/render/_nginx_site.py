"""What the configurations for nginx share: a site of its own, and the transport in nginx's own directives.

Four files: definitions for the http level, one to be included in each server, one in each location that passes to the
application, and a site that does so.
"""

from collections.abc import Iterator
from typing import Final

from hardtack.errors import PolicyError
from hardtack.policy import Policy, Tls, hsts_field
from hardtack.render._heading import heading, ramp_note
from hardtack.render._names import literal
from hardtack.render._own_location import own_location
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import RenderedFile

__all__ = ["BUFFERS", "FOLDER", "WEBSOCKET_MAP", "nginx_files", "servers"]

FOLDER: Final = "/etc/nginx/hardtack"
_DEFINITIONS: Final = "/etc/nginx/conf.d/hardtack.conf"
_TRANSPORT: Final = f"{FOLDER}/transport.conf"
_COOKIES: Final = f"{FOLDER}/cookies.conf"
_SITE: Final = "/etc/nginx/conf.d/hardtack-site.conf"

BUFFERS: Final = """\
  # Room for long cookies: with the usual buffers nginx answers 502 to a set-cookie line of a few kilobytes.
  large_client_header_buffers 4 32k;
  # How large an upload may be is the application's to say.
  client_max_body_size 0;
  proxy_buffer_size 64k;
  proxy_buffers 8 64k;
  proxy_busy_buffers_size 128k;
"""
WEBSOCKET_MAP: Final = """\
# For websockets: a request to change the protocol is passed on.
map $http_upgrade $hardtack_connection { default upgrade; "" ""; }
"""

_TLS_SERVER: Final = """\
server {{
  listen {port} ssl;
  server_name {host};
  # Put your certificate chain and key here.
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  ssl_protocols TLSv1.2 TLSv1.3;
{body}}}

"""
_PLAIN_SERVER: Final = """\
server {{
  listen {port};
  server_name {host};
{body}}}
"""
_BODY: Final = """\
  # The plain side and HSTS.
  include {transport};
{buffers}
  # What is a path in a redirect stays one.
  absolute_redirect off;

  location / {{
    # The cookies.
    include {cookies};
    proxy_pass http://{upstream};
    # What the application calls its own address is a path of this site.
    proxy_redirect "~{location}" "/$1";
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For {forwarded};
    proxy_set_header X-Forwarded-Proto {proto};
    # For websockets.
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $hardtack_connection;
  }}
"""


def servers(site: Front, body: str) -> str:
    """The server blocks of a site: one for TLS and one for plain HTTP, or a single one.

    Args:
        site: Where it listens.
        body: What stands in each, below its name and its certificate.
    """
    blocks = ""
    if site.tls is Tls.FRONT:
        blocks += "# Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
    if site.tls is Tls.HERE:
        blocks += _TLS_SERVER.format(port=site.port, host=site.host, certificate=CERTIFICATE, key=KEY, body=body)
    plain_port = site.port if site.plain_port is None else site.plain_port
    return blocks + _PLAIN_SERVER.format(port=plain_port, host=site.host, body=body)


def nginx_files(
    policy: Policy, target: str, *, definitions: tuple[str, ...], cookies: tuple[str, ...]
) -> tuple[RenderedFile, ...]:
    """The files of a configuration that leaves the transport to nginx's own directives.

    Args:
        policy: The policy.
        target: The name of the renderer.
        definitions: Lines for the http level. They and the cookies' may use ``$hardtack_https``: "1" or "0".
        cookies: Lines for each location that passes to the application.

    Raises:
        PolicyError: A line would be longer than nginx reads.
    """
    site = front(policy)
    head = "".join(f"# {line}\n" for line in heading(policy, target))
    body = _BODY.format(
        transport=_TRANSPORT,
        buffers=BUFFERS,
        cookies=_COOKIES,
        upstream=site.upstream + (f"{site.base}/" if site.base else ""),
        location=own_location(site),
        forwarded="$proxy_add_x_forwarded_for" if site.tls is Tls.FRONT else "$remote_addr",
        proto="$http_x_forwarded_proto" if site.tls is Tls.FRONT else "$scheme",
    )
    own = (*_definitions(policy), *definitions)
    transport = tuple(_transport(policy))
    if policy.transport.hsts is not None and policy.site.tls is not Tls.NONE:
        cookies = ("# The application's own HSTS goes: there is to be one.", _HIDE_HSTS, *cookies)
    return (
        _file(_DEFINITIONS, head, "For the http level: nginx's own nginx.conf includes conf.d/*.conf there.", own),
        _file(_TRANSPORT, head, _repeated(_TRANSPORT, "server", "add_header"), transport),
        _file(_COOKIES, head, _repeated(_COOKIES, "location that has a proxy_pass", "proxy_* or js_*"), cookies),
        RenderedFile(
            _SITE,
            f"{head}# A site of its own. With servers of your own, leave this file out and include the others there.\n"
            f"\n{WEBSOCKET_MAP}\n{servers(site, body)}",
        ),
    )


_LONGEST: Final = 4090
"""Of a word within quotes nginx reads 4095 bytes, and these lines are little more than one."""
_HIDE_HSTS: Final = "proxy_hide_header Strict-Transport-Security;"


def _repeated(path: str, place: str, directives: str) -> str:
    return (
        f"To be included in each {place}: include {path};\n"
        "# nginx inherits nothing where a block has lines of the same kind: each that has its own "
        f"{directives}\n# lines must repeat these, that is include this file too."
    )


def _file(path: str, head: str, place: str, lines: tuple[str, ...]) -> RenderedFile:
    if any(len(line) > _LONGEST for line in lines):
        raise PolicyError(
            "This policy names so many cookies that a line of nginx's would be longer than nginx reads.",
            "Render nginx-lua or nginx-njs, or let rules with `prefix` or `re` stand for those by name.",
        )
    return RenderedFile(path, head + f"# {place}\n" + "\n".join(("", *lines)) + "\n")


def _definitions(policy: Policy) -> Iterator[str]:
    fronted = policy.site.tls is Tls.FRONT
    yield "# Whether the browser's request came by TLS."
    source = "$http_x_forwarded_proto" if fronted else "$scheme"
    yield f"map {source} $hardtack_https {{ default 0; https 1; }}"
    transport = policy.transport
    if policy.site.tls is Tls.NONE:
        return
    if transport.hsts is not None:
        yield "# HSTS, for answers by TLS alone."
        yield f'map $hardtack_https $hardtack_hsts {{ default ""; 1 "{hsts_field(transport.hsts)}"; }}'
        yield from (f"# {note}" for note in ramp_note(transport.hsts))
    if transport.redirect is not None:
        yield "# What a request that came by plain HTTP is answered. Methods other than GET and HEAD were sent in clear"
        yield "# already: whoever sends them has to know."
        yield 'map "$hardtack_https $request_method $request_uri" $hardtack_plain {'
        yield "  default forbid;"
        yield '  "~^1 " serve;'
        exempt = [f"{literal(path)}[^?]*" if path.endswith("/") else literal(path) for path in transport.exempt]
        if exempt:
            yield "  # Paths that stay on plain HTTP; one with dot segments never does: who knows where it leads."
            yield from (f'  "~^0 [^ ]+ (?!{_DOTS}){path}(?:[?]|$)" serve;' for path in exempt)
        yield '  "~^0 (?:GET|HEAD) /" redirect;'
        yield "}"


_SLASH: Final = r"(?:/|\x5c|%2f|%5c)"
_DOTS: Final = rf"(?i:[^?]*{_SLASH}(?:\x2e|%2e){{1,2}}(?:{_SLASH}|[?]|$))"


def _transport(policy: Policy) -> Iterator[str]:
    transport = policy.transport
    if policy.site.tls is Tls.NONE:
        return
    if transport.hsts is not None:
        yield "# `always` = on nginx's own errors too; nothing is added where the variable is empty."
        yield "add_header Strict-Transport-Security $hardtack_hsts always;"
    if transport.redirect is not None:
        yield "# The address as it was asked for."
        origin = front(policy).origin
        yield f"if ($hardtack_plain = redirect) {{ return {int(transport.redirect)} {origin}$request_uri; }}"
        yield "if ($hardtack_plain = forbid) { return 403; }"
