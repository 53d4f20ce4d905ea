"""Apache Tomcat 9 and newer: its session cookie, HSTS and the redirect from http, in the files of one application.

A servlet container can be told of its own session cookie, which is the rule for JSESSIONID or, if none of role
session names that, the first of role session that names another cookie. What the application writes by `addHeader`
stays as it is, and of what it adds by `addCookie` only SameSite can be set, one for all: it is written only where the
policy has one and the same for all of them. So an application whose other cookies matter needs a server in front.

Tomcat 10.1 and newer take the session's SameSite from web.xml (Servlet 6); in Tomcat 9 it is that of all cookies. The
files are the application's own `WEB-INF/web.xml` and `META-INF/context.xml`, or are to be merged with those it has; for
a redirect there is a `WEB-INF/rewrite.config`, since a transport guarantee in web.xml would redirect every method by
302. In it, a rule that forbids has a substitution: to one with "-" Tomcat answers 403 and runs the request all the
same; and Tomcat leaves out a "?" that nothing follows. If Tomcat itself speaks TLS, a file with connectors is to be
put into server.xml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardtack.policy import Hsts, HttpOnlyRule, Policy, SameSiteRule, SecureRule, Tls
from hardtack.render._container_answers import Container, container_answers
from hardtack.render._heading import heading, ramp_note
from hardtack.render._names import literal
from hardtack.render._session_config import SameSiteForm, session_config
from hardtack.render._session_cookie import SessionCookie, added_same_site, container_site, session_cookie
from hardtack.render._site import CERTIFICATE, KEY, PLAIN_PORT
from hardtack.render._xml import comment, xml_heading
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET: Final = "tomcat"
_NEWEST: Final = (10, 1)
_REDIRECT: Final = "GET and HEAD of the application are redirected, others get 403."
_REDIRECT_BEFORE: Final = (
    "GET and HEAD of the application are redirected, others get 403; before 9.0.104, 10.1.40 and 11.0.6 Tomcat escapes "
    "a % of the address once more."
)
_HSTS: Final = (
    "On every answer of the application by TLS, errors too; not on what Tomcat refuses unread, and an application that "
    "sends a field of its own replaces it or sends two."
)


@dataclass(frozen=True, slots=True)
class _Edition:
    """What differs between versions.

    Attributes:
        text: the version for `--version`.
        namespace: web.xml's.
        servlet: web.xml's version.
        escapes: its RewriteValve escapes a % in an address once more, or may be too old not to.
        attributes: web.xml can give the session cookie any attribute (Servlet 6).
        xss: HttpHeaderSecurityFilter sends X-XSS-Protection unless it is told not to.
        tested: it was run.
    """

    text: str
    namespace: str
    servlet: str
    escapes: bool
    attributes: bool
    xss: bool
    tested: bool

    @property
    def folder(self) -> str:
        """Where Debian keeps it."""
        return f"/var/lib/tomcat{self.text.partition('.')[0]}"


_JAVAEE: Final = "http://xmlns.jcp.org/xml/ns/javaee"
_JAKARTA: Final = "https://jakarta.ee/xml/ns/jakartaee"


def _edition(version: Version | None) -> _Edition:
    major, minor = ((*version, *_NEWEST[len(version) :]) if version else _NEWEST)[:2]
    if major < 10:
        return _Edition("9", _JAVAEE, "4.0", escapes=True, attributes=False, xss=True, tested=True)
    if (major, minor) < _NEWEST:
        return _Edition("10.0", _JAKARTA, "5.0", escapes=True, attributes=False, xss=True, tested=False)
    text = "10.1" if major == 10 else str(major)
    mended = (10, 1, 40) if major == 10 else (11, 0, 6)
    escapes = version is not None and len(version) > 2 and version < mended
    return _Edition(text, _JAKARTA, "6.0", escapes=escapes, attributes=True, xss=False, tested=major == 10)


def _added(policy: Policy, session: SessionCookie, edition: _Edition) -> SameSiteRule | None:
    return added_same_site(policy, session, own=edition.attributes)


def _heading(policy: Policy, edition: _Edition) -> Iterator[str]:
    yield from xml_heading(policy, _TARGET, edition.text)
    if not edition.tested:
        yield comment(f"From documentation: this was never run on Tomcat {edition.text}.")


def _web_xml(policy: Policy, session: SessionCookie, edition: _Edition) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="US-ASCII"?>'
    yield from _heading(policy, edition)
    yield comment("The application's web.xml. If it has one, put these elements into it, in place of their like.")
    yield f'<web-app xmlns="{edition.namespace}" version="{edition.servlet}">'
    hsts = policy.transport.hsts
    if hsts is not None and policy.site.tls is not Tls.NONE:
        yield from _hsts(hsts, edition)
    form = SameSiteForm.ATTRIBUTE if edition.attributes else SameSiteForm.NOT
    yield from session_config(policy, session, form)
    yield "</web-app>"


def _hsts(hsts: Hsts, edition: _Edition) -> Iterator[str]:
    parameters = {
        "hstsMaxAgeSeconds": str(hsts.max_age),
        "hstsIncludeSubDomains": "true" if hsts.subdomains else "false",
        "hstsPreload": "true" if hsts.preload else "false",
        # What else this filter would send, the policy doesn't ask for.
        "antiClickJackingEnabled": "false",
        "blockContentTypeSniffingEnabled": "false",
    }
    if edition.xss:
        parameters["xssProtectionEnabled"] = "false"
    yield comment("HSTS, on what came by TLS; nothing else of what this filter could send.", "  ")
    yield from (comment(note, "  ") for note in ramp_note(hsts))
    yield "  <filter>"
    yield "    <filter-name>hsts</filter-name>"
    yield "    <filter-class>org.apache.catalina.filters.HttpHeaderSecurityFilter</filter-class>"
    for name, value in parameters.items():
        yield "    <init-param>"
        yield f"      <param-name>{name}</param-name><param-value>{value}</param-value>"
        yield "    </init-param>"
    yield "  </filter>"
    yield "  <filter-mapping><filter-name>hsts</filter-name><url-pattern>/*</url-pattern></filter-mapping>"


def _context_xml(policy: Policy, session: SessionCookie, edition: _Edition) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="US-ASCII"?>'
    yield from _heading(policy, edition)
    yield comment("The application's META-INF/context.xml. If it has one, put these elements into its Context.")
    http_only = session.treatment.http_only
    if http_only is HttpOnlyRule.KEEP:
        yield "<Context>"
    else:
        yield comment("Without this, web.xml's http-only can add HttpOnly, but not take it away.")
        yield f'<Context useHttpOnly="{"false" if http_only is HttpOnlyRule.FORBID else "true"}">'
    added = _added(policy, session, edition)
    if added is not None:
        yield comment(
            "SameSite of every cookie from addCookie that has none; raw Set-Cookie headers don't get it.", "  "
        )
        name = "org.apache.tomcat.util.http.Rfc6265CookieProcessor"
        yield f'  <CookieProcessor className="{name}" sameSiteCookies="{added.value.value}"/>'
    if _asks_the_front(policy, session):
        yield comment(
            "Whether the browser came by TLS is what the server in front says; it has to be at an address of a", "  "
        )
        yield comment("private network, or name its addresses in internalProxies, or it is not believed.", "  ")
        yield '  <Valve className="org.apache.catalina.valves.RemoteIpValve" protocolHeader="X-Forwarded-Proto"/>'
    if _redirects(policy):
        yield comment("Plain requests: WEB-INF/rewrite.config.", "  ")
        yield '  <Valve className="org.apache.catalina.valves.rewrite.RewriteValve"/>'
    yield "</Context>"


def _asks_the_front(policy: Policy, session: SessionCookie) -> bool:
    """Whether Tomcat needs to know how the browser came, and only the server in front does."""
    needs = session.treatment.secure is SecureRule.IF_TLS or policy.transport.hsts is not None or _redirects(policy)
    return policy.site.tls is Tls.FRONT and needs


def _redirects(policy: Policy) -> bool:
    return policy.transport.redirect is not None and policy.site.tls is not Tls.NONE


def _rewrite_config(policy: Policy, status: int, edition: _Edition) -> Iterator[str]:
    exempt = [f"{literal(path)}{'[^ ]*' if path.endswith('/') else ''}" for path in policy.transport.exempt]
    yield from (f"# {line}" for line in heading(policy, f"{_TARGET} --version {edition.text}"))
    if not edition.tested:
        yield f"# From documentation: this was never run on Tomcat {edition.text}."
    yield "# Patterns are held against the whole; THE_REQUEST is method, path as it came, and protocol."
    yield "# By TLS, the next rules are skipped."
    yield "RewriteCond %{HTTPS} =on"
    yield f"RewriteRule .* - [S={3 if exempt else 2}]"
    if exempt:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        separator = r"(?:/|\x5c|\x255c|\x252f)"
        dots = rf"(?i)[^ ]+ [^ ]*{separator}(?:\.|\x252e){{1,2}}(?:{separator}[^ ]*)? .*"
        yield _condition(f"!{dots}")
        yield _condition(rf"[^ ]+ (?:{'|'.join(exempt)}) .*")
        yield "RewriteRule .* - [S=2]"
    yield "# The address as it was asked for. Other methods were sent in clear already: whoever sends them has to know."
    yield _condition(r"(?:GET|HEAD) (/[^ ]*) .*")
    yield f"RewriteRule .* {container_site(policy).origin}%1 [R={status},L]"
    yield '# With "-" for a substitution, Tomcat would answer 403 and run the request all the same.'
    yield "RewriteRule .* forbidden [F]"


def _condition(pattern: str) -> str:
    # Blanks separate words here.
    return f"RewriteCond %{{THE_REQUEST}} {pattern.replace(' ', chr(92) + 'x20')}"


def _connectors(policy: Policy, edition: _Edition) -> Iterator[str]:
    site = container_site(policy)
    yield from _heading(policy, edition)
    yield comment("Tomcat doesn't read this file: put the connectors into the Service of server.xml.")
    yield f'<Connector port="{site.port}" protocol="HTTP/1.1" SSLEnabled="true" scheme="https" secure="true">'
    yield '  <SSLHostConfig protocols="TLSv1.2+TLSv1.3">'
    yield comment("Put your certificate chain and key here.", "    ")
    yield f'    <Certificate certificateFile="{CERTIFICATE}" certificateKeyFile="{KEY}"/>'
    yield "  </SSLHostConfig>"
    yield "</Connector>"
    yield f'<Connector port="{PLAIN_PORT}" protocol="HTTP/1.1" redirectPort="{site.port}"/>'


def _answers_for(policy: Policy, session: SessionCookie, edition: _Edition) -> tuple[FieldAnswer, ...]:
    added = _added(policy, session, edition)
    container = Container(
        title="Tomcat",
        session_same_site=edition.attributes or added is not None,
        added_same_site=added,
        redirect=(Exactness.APPROXIMATE, _REDIRECT_BEFORE) if edition.escapes else (Exactness.EXACT, _REDIRECT),
        hsts=(Exactness.APPROXIMATE, _HSTS),
        any_case=False,
    )
    return container_answers(policy, session, container, told_of_tls=_asks_the_front(policy, session))


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return _answers_for(policy, session_cookie(policy), _edition(None))


def _render(policy: Policy, version: Version | None) -> Rendered:
    edition, session = _edition(version), session_cookie(policy)
    application = f"{edition.folder}/webapps/{session.context[1:].replace('/', '#') or 'ROOT'}"
    texts = {
        f"{application}/WEB-INF/web.xml": _web_xml(policy, session, edition),
        f"{application}/META-INF/context.xml": _context_xml(policy, session, edition),
    }
    redirect = policy.transport.redirect
    if redirect is not None and _redirects(policy):
        texts[f"{application}/WEB-INF/rewrite.config"] = _rewrite_config(policy, int(redirect), edition)
    if policy.site.tls is Tls.HERE:
        texts[f"{edition.folder}/conf/hardtack-connectors.xml"] = _connectors(policy, edition)
    service = f"tomcat{edition.text.partition('.')[0]}"
    return Rendered(
        files=tuple(RenderedFile(path, "\n".join((*lines, ""))) for path, lines in texts.items()),
        answers=_answers_for(policy, session, edition),
        tested=edition.tested,
        install="Put the files into the application, or their elements into the files it has (in the .war: the folder "
        "is written anew from it), and the connectors, if there are any, into server.xml.",
        validate=f"CATALINA_BASE={edition.folder} /usr/share/{service}/bin/catalina.sh configtest (reads server.xml "
        "alone; the application's files are read at the start: see catalina.out)",
        reload=f"systemctl restart {service}",
        undo=f"Put the application's own files back, then: systemctl restart {service}",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=(),
    title="Apache Tomcat",
    minimum=(9,),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
