r"""Apache httpd (mod_headers): cookies by generated expressions, whichever of Apache's two tables they stand in.

Apache keeps response fields in two tables: cookies of a proxied application stand in the one that mod_headers calls
`onsuccess` (whatever their status), those of CGI programs in `always`. So each edit is written twice; none is made
twice on one line. Not used, since they do harm: `Header edit Set-Cookie ^(.*)$ $1;Secure` doubles what is there, and
`ProxyPassReverseCookiePath / /app/` puts every cookie of every path on that one path.

Two files: `cookies.conf`, which is the policy and is included in each virtual host that serves the application, and a
site with such hosts (one for TLS, one for plain HTTP; a single one if TLS is spoken in front of Apache or nowhere).
Have you got virtual hosts already, then include cookies.conf there and leave the site out; and give `ProxyPass` the
parameter `responsefieldsize=32768`. Modules: headers, rewrite, proxy, proxy_http and, for TLS, ssl.

`--version 2.2` writes the dialect of Apache 2.2.4 to 2.2.34, from documentation: that Apache was never run, though its
expressions were, by 2.4. There conditions are variables that `SetEnvIf` sets, an edit of the Cookie field stands as
often as it may match, and a redirect by 308, which 2.2 does not know, is one by 301.

Two Cookie fields in one request are joined by ", " before any module sees them (browsers send one). An ErrorDocument
that replaces the application's page (`ProxyErrorOverride`) replaces its cookies too.
"""

from collections.abc import Iterator
from typing import Final

from hardtack.policy import CookieRole, OnError, Policy, Tls, hsts_field
from hardtack.render._apache_dialects import APACHE_2_2, APACHE_2_4, Dialect, quote
from hardtack.render._heading import heading
from hardtack.render._line_edits import line_edits
from hardtack.render._marks import LineEdit
from hardtack.render._names import literal
from hardtack.render._own_location import own_location
from hardtack.render._regex_answers import answer, regex_answers
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "apache"
_COOKIES: Final = "/etc/apache2/hardtack/cookies.conf"
_SITE: Final = "/etc/apache2/sites-available/hardtack.conf"
_MINIMUM_2_4: Final = (2, 4)
_CONTROLS: Final = r"[\x00-\x08\x0a-\x1f\x7f]"

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


def _edit(policy: Policy, dialect: Dialect, edit: LineEdit) -> Iterator[str]:
    text = "".join(f"${part}" if isinstance(part, int) else dialect.quote(part) for part in edit.parts)
    condition = f" {dialect.if_https(policy)}" if edit.https_only else ""
    for table in ("onsuccess", "always"):
        yield f'Header {table} edit Set-Cookie "{edit.pattern}" "{text}"{condition}'


def _way_out(policy: Policy, dialect: Dialect) -> Iterator[str]:
    why = ""
    for edit in line_edits(policy):
        if edit.why != why:
            why = edit.why
            yield f"# {why}"
        yield from _edit(policy, dialect, edit)
    if policy.on_error is not OnError.REFUSE:
        yield "# A line with a control character is a cookie to no browser, and Apache would answer 500: emptied."
        for table in ("onsuccess", "always"):
            yield f'Header {table} edit Set-Cookie "^.*{_CONTROLS}.*$" ""'


def _transport(policy: Policy, dialect: Dialect) -> Iterator[str]:
    transport = policy.transport
    if policy.site.tls is Tls.NONE:
        return
    if transport.hsts is not None:
        yield "# One field in place of the application's own, by TLS alone; `always` = on Apache's own errors too."
        yield "Header onsuccess unset Strict-Transport-Security"
        yield "Header always unset Strict-Transport-Security"
        field = hsts_field(transport.hsts)
        yield f'Header always set Strict-Transport-Security "{field}" {dialect.if_https(policy)}'
        if transport.hsts.ramp:
            steps = ", ".join(map(str, transport.hsts.ramp))
            yield f"# Go on to these, one after another, once the present one has broken nothing: {steps}"
    if transport.redirect is not None:
        yield from _redirect(policy, dialect, dialect.redirect(transport.redirect))


def _redirect(policy: Policy, dialect: Dialect, status: int) -> Iterator[str]:
    exempt = [f"{literal(path)}[^? ]*" if path.endswith("/") else literal(path) for path in policy.transport.exempt]
    yield "RewriteEngine On"
    yield "# By TLS, the next rules are skipped."
    yield f"RewriteCond {dialect.is_https(policy)}"
    yield f"RewriteRule ^ - [S={3 if exempt else 2}]"
    if exempt:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        separator = r"(?:/|\x5c|\x25(?:2f|5c))"
        dots = rf"(?i)^[^ ]+ [^? ]*{separator}(?:\.|\x252e){{1,2}}(?:{separator}|[? ]|$)"
        yield f'RewriteCond %{{THE_REQUEST}} "!{dots}"'
        yield f'RewriteCond %{{THE_REQUEST}} "^[^ ]+ (?:{"|".join(exempt)})[? ]"'
        yield "RewriteRule ^ - [S=2]"
    yield "# The address as it was asked for. Other methods were sent in clear already: whoever sends them has to know."
    yield 'RewriteCond %{THE_REQUEST} "^(?:GET|HEAD) (/[^? ]*)"'
    yield f"RewriteRule ^ {front(policy).origin}%1 [R={status},L,NE]"
    yield "RewriteRule ^ - [F]"


def _cookies_file(policy: Policy, dialect: Dialect) -> str:
    lines = [f"# {line}" for line in (*heading(policy, dialect.command), *dialect.note)]
    lines += [
        f"# To be included in each virtual host that serves the application: Include {_COOKIES}",
        "# Check: apachectl configtest. Reload: apachectl graceful. Undo: take the Include out and reload.",
        "",
        *dialect.begin(policy),
        "# The way out, line by line. Each edit stands twice: Apache keeps response fields in two tables.",
        *_way_out(policy, dialect),
    ]
    for part in (dialect.way_in(policy), _transport(policy, dialect)):
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
    text += "# A site of its own (a2ensite hardtack). Apache must listen on its ports: see ports.conf.\n\n"
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
    refusing = policy.on_error is OnError.REFUSE
    controls = (
        "Apache answers 500, not 502, to one with a control character, and others that can't be enforced are emptied."
        if refusing
        else "Others that can't be enforced are emptied and the response passes, that of a session cookie too."
    )
    answers = list(regex_answers(policy, controls))
    if any(rule.was for rule in policy.cookies):
        sentence = (
            "mod_headers can't add a line because another is there: old identities stay in browsers until they end."
        )
        answers.append(answer("was", sentence, Exactness.UNSUPPORTED))
    answers.append(
        answer("inbound", "The generated expressions do exactly this to the one Cookie field browsers send.")
    )
    answers += _limits(policy)
    if policy.transport.redirect is not None:
        answers.append(answer("transport.redirect", "GET and HEAD are redirected, others get 403."))
    if policy.transport.hsts is not None:
        answers.append(answer("transport.hsts", "One field, on Apache's own errors too."))
    return tuple(answers)


def _limits(policy: Policy) -> Iterator[FieldAnswer]:
    limits = policy.limits
    if limits.set_cookie_bytes is not None:
        session = any(rule.role is CookieRole.SESSION for rule in policy.cookies)
        passes = " and the response passes" if session or policy.on_error is OnError.REFUSE else ""
        sentence = f"Bytes are counted with the blanks that upstream sent; a longer line is emptied{passes}."
        yield answer("limits.set_cookie_bytes", sentence, Exactness.APPROXIMATE)
    for name, most in (("headers_bytes", limits.headers_bytes), ("set_cookies", limits.set_cookies)):
        if most is not None:
            sentence = "mod_headers sees one line at a time and can't count them."
            yield answer(f"limits.{name}", sentence, Exactness.UNSUPPORTED)


def _render(policy: Policy, version: Version | None) -> Rendered:
    dialect = APACHE_2_4 if version is None or version[:2] >= _MINIMUM_2_4[: len(version)] else APACHE_2_2
    own = {one.field: one for one in dialect.answers(policy)}
    return Rendered(
        files=(
            RenderedFile(_COOKIES, _cookies_file(policy, dialect)),
            RenderedFile(_SITE, _site_file(policy, dialect)),
        ),
        answers=tuple(own.get(one.field, one) for one in _answers(policy)),
        tested=dialect.tested,
        install="Put both files in place, set the certificate's paths, then: a2enmod headers rewrite proxy proxy_http "
        "ssl && a2ensite hardtack. With virtual hosts of your own, include cookies.conf there and leave the site out.",
        validate="apachectl configtest",
        reload="apachectl graceful",
        undo="a2dissite hardtack, delete both files, then reload.",
    )


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=("httpd", "apache2"),
    title="Apache httpd",
    minimum=(2, 2, 4),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
