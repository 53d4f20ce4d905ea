r"""Apache httpd (mod_headers): cookies by generated expressions, whichever of Apache's two tables they stand in.

Apache keeps response fields in two tables: cookies of a proxied application stand in the one that mod_headers calls
`onsuccess` (whatever their status), those of CGI programs in `always`. So each edit is written twice; none is made
twice on one line. Not used, since they do harm: `Header edit Set-Cookie ^(.*)$ $1;Secure` doubles what is there, and
`ProxyPassReverseCookiePath / /app/` puts every cookie of every path on that one path.

Two files: `cookies.conf`, which is the policy and is included in each virtual host that serves the application, and a
site with such hosts (one for TLS, one for plain HTTP; a single one if TLS is spoken in front of Apache or nowhere).
Have you got virtual hosts already, then include cookies.conf there and leave the site out; and give `ProxyPass` the
parameter `responsefieldsize=32768`. Cookies that Apache itself adds (`Header add Set-Cookie`, as for a balancer) are
edited if their line stands before the Include. Modules: headers, rewrite, proxy, proxy_http and, for TLS, ssl.

`--version 2.2` writes the dialect of Apache 2.2.4 to 2.2.34, from documentation: that Apache was never run, though its
expressions were, by 2.4. There conditions are variables that `SetEnvIf` sets, an edit of the Cookie field stands as
often as it may match, and a redirect by 308, which 2.2 does not know, is one by 301.

Two Cookie fields in one request are joined by ", " before any module sees them (browsers send one). An ErrorDocument
that replaces the application's page (`ProxyErrorOverride`) replaces its cookies too.
"""

from typing import Final

from hardtack.policy import Policy, Tls
from hardtack.render._apache_dialects import Dialect, quote
from hardtack.render._apache_rules import apache_answers, dialect_of, transport, way_out
from hardtack.render._heading import heading
from hardtack.render._own_location import own_location
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "apache"
_COOKIES: Final = "/etc/apache2/hardtack/cookies.conf"
_SITE: Final = "/etc/apache2/sites-available/hardtack.conf"

_TLS_HOST = """\
<VirtualHost *:{port}>
  ServerName {host}
  # Put your certificate chain and key here.
  SSLEngine on
  SSLCertificateFile {certificate}
  SSLCertificateKeyFile {key}
  SSLProtocol {protocols}
{body}</VirtualHost>

"""
_PLAIN_HOST = """\
<VirtualHost *:{port}>
  ServerName {host}
{body}</VirtualHost>
"""
_BODY = """\
  # The policy.
  Include {cookies}
{limits}  ProxyPreserveHost On
{proto}  ProxyPass / {upstream}/{parameters}
  # What the application calls its own address is a path of this site.
  Header onsuccess edit Location "{location}" "/$1"
"""


def _cookies_file(policy: Policy, dialect: Dialect) -> str:
    lines = [f"# {line}" for line in (*heading(policy, dialect.command), *dialect.note)]
    lines += [
        f"# To be included in each virtual host that serves the application: Include {_COOKIES}",
        "# Check: apachectl configtest. Reload: apachectl graceful. Undo: take the Include out and reload.",
        "",
        *dialect.begin(policy),
        "# The way out, line by line. Each edit stands twice: Apache keeps response fields in two tables.",
        *way_out(policy, dialect),
    ]
    for part in (dialect.way_in(policy), transport(policy, dialect)):
        found = list(part)
        if found:
            lines += ["", *found]
    return "\n".join(lines) + "\n"


def _body(site: Front, dialect: Dialect, proto: str | None) -> str:
    # What stands in front says itself whether it spoke TLS.
    said = "" if proto is None else f"  RequestHeader set X-Forwarded-Proto {proto}\n"
    return _BODY.format(
        cookies=_COOKIES,
        limits=dialect.limits,
        proto=said,
        upstream=f"http://{site.upstream}{site.base}",
        parameters=dialect.parameters,
        location=own_location(site),
    )


def _site_file(policy: Policy, dialect: Dialect) -> str:
    site = front(policy)
    text = "".join(f"# {line}\n" for line in (*heading(policy, dialect.command), *dialect.note))
    ports = (site.port,) if site.tls is not Tls.HERE else (site.port, site.plain_port)
    listen = ", ".join(f"Listen {port}" for port in ports)
    text += f"# A site of its own (a2ensite hardtack). In ports.conf Apache must be told to listen: {listen}\n\n"
    if site.tls is Tls.HERE:
        text += _TLS_HOST.format(
            port=site.port,
            host=site.host,
            certificate=CERTIFICATE,
            key=KEY,
            protocols=dialect.protocols,
            body=dialect.tls_host + _body(site, dialect, "https"),
        )
        return text + _PLAIN_HOST.format(port=site.plain_port, host=site.host, body=_body(site, dialect, "http"))
    if site.tls is Tls.FRONT:
        text += "# Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
    proto = None if site.tls is Tls.FRONT else "http"
    return text + _PLAIN_HOST.format(port=site.port, host=site.host, body=_body(site, dialect, proto))


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return apache_answers(policy, dialect_of(None))


def _render(policy: Policy, version: Version | None) -> Rendered:
    dialect = dialect_of(version)
    return Rendered(
        files=(
            RenderedFile(_COOKIES, _cookies_file(policy, dialect)),
            RenderedFile(_SITE, _site_file(policy, dialect)),
        ),
        answers=apache_answers(policy, dialect),
        tested=dialect.tested,
        install="Put both files in place, set the certificate's paths, then: a2enmod headers rewrite proxy proxy_http "
        "ssl && a2ensite hardtack. With virtual hosts of your own, include cookies.conf there and leave the site out.",
        validate="apachectl configtest",
        reload="apachectl graceful",
        undo="a2dissite hardtack, delete both files, then reload.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=("httpd", "apache2"),
    title="Apache httpd",
    minimum=(2, 2, 4),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
