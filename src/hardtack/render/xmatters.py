"""xMatters of the Jetty years, and Apache before it: the case of the founding article, from documentation.

The article says to enable cookies in xMatters' context file and then, depending on who speaks TLS, to add one property
to the product or two lines to Apache. The lines themselves are lost, and no property is invented here. What is written
is what Jetty 6, which such a product brings, documents for a context file, and the configuration of Apache.

- Without `site.upstream` the policy is for xMatters itself, which speaks TLS: the context file has all of it.
- With `site.upstream` Apache stands before it and does what the policy says, for the path `/alarmpoint` alone, so that
  other applications of the same host keep their cookies; the article's `ProxyPassReverseCookiePath / /alarmpoint/` is
  `path = [{ from = "/", to = "/alarmpoint" }]` in the policy, by whole segments and without losing what follows. The
  context file then only keeps session ids out of URLs: a renaming in both places would undo itself. `--version` is
  Apache's: 2.2, as in the article, or 2.4.

Unknown, since the article's own lines are lost: the line that it adds to `common/webserver-start.conf` after the
property `jetty.use.cookies`; which file it has changed on the other operating systems, and to what; and what else the
product's own `webserver/contexts/alarmpoint.xml` holds, so only elements to put into it are written, and the folder of
the installation is made up. The xMatters installation and administration guide has these: look for cookies of session
management, SSL and the fronting server. None of this was run on xMatters; the lines for Apache 2.4 are those of the
target `apache`, which were.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hardtack.cookies.matching import path_match
from hardtack.policy import CookieRule, Policy
from hardtack.render._apache_dialects import APACHE_2_2, Dialect
from hardtack.render._apache_rules import apache_answers, dialect_of, transport, way_out
from hardtack.render._heading import heading
from hardtack.render._jetty_answers import jetty_answers
from hardtack.render._jetty_contexts import GENERATIONS, SESSION_URL, doctype, no_ids_in_urls, session_manager
from hardtack.render._session_cookie import session_cookie
from hardtack.render._site import front
from hardtack.render._xml import comment, xml_heading
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET: Final = "xmatters"
_PATH: Final = "/alarmpoint"
_CONTEXT: Final = "/opt/xmatters/webserver/contexts/alarmpoint.xml"
_APACHE: Final = "/etc/apache2/hardtack/xmatters.conf"
_JETTY: Final = GENERATIONS[0]
_UNKNOWN: Final = (
    "From documentation: this was never run on xMatters. It is what Jetty 6 documents for a context file.",
    "Unknown: the property that the article adds to common/webserver-start.conf after jetty.use.cookies, what it",
    "changes on other operating systems, and what else this file holds in your version. The xMatters installation and",
    "administration guide has them. Put what stands in Configure into the Configure of the file that you have.",
)


def _fronted(policy: Policy) -> bool:
    return policy.site.upstream is not None


def _context(policy: Policy, dialect: Dialect) -> Iterator[str]:
    yield from doctype(_JETTY)
    yield from xml_heading(policy, _TARGET, "2.2" if dialect is APACHE_2_2 else "2.4")
    yield from map(comment, _UNKNOWN)
    yield f'<Configure class="{_JETTY.webapp}">'
    yield '  <Get name="sessionHandler">'
    yield '    <Get name="sessionManager">'
    yield comment("Cookies, not ids in URLs, tell sessions apart.", "      ")
    yield '      <Set name="usingCookies">true</Set>'
    if _fronted(policy):
        yield comment("All else of the policy is Apache's to do.", "      ")
        yield from no_ids_in_urls(SESSION_URL, "      ")
    else:
        yield from session_manager(session_cookie(policy), _JETTY.manager)
    yield "    </Get>"
    yield "  </Get>"
    yield "</Configure>"


def _apache(policy: Policy, dialect: Dialect) -> Iterator[str]:
    site = front(policy)
    yield from (f"# {line}" for line in heading(policy, dialect.command.replace("apache", _TARGET, 1)))
    yield from (f"# {line}" for line in dialect.note)
    yield "# From documentation: this was never run with xMatters behind it."
    yield f"# To be included in the virtual hosts of the site, the one for plain HTTP too: Include {_APACHE}"
    yield "# Check: apachectl configtest. Reload: apachectl graceful. Undo: take the Include out and reload."
    yield ""
    yield from dialect.begin(policy)
    upstream = f"http://{site.upstream}{site.base or _PATH}"
    yield f"ProxyPass {_PATH} {upstream}{dialect.parameters}"
    yield f"ProxyPassReverse {_PATH} {upstream}"
    yield ""
    yield "# Cookies of xMatters alone, not of what else the site has. Each edit stands twice: Apache keeps response"
    yield "# fields in two tables. Not ProxyPassReverseCookiePath: it puts the cookies of every path on one."
    yield f'<Location "{_PATH}">'
    for part in (way_out(policy, dialect), dialect.way_in(policy)):
        yield from (f"  {line}" for line in part)
    yield "</Location>"
    found = list(transport(policy, dialect))
    if found:
        yield from ("", "# What follows is for the whole site.", *found)


def _answers_for(policy: Policy, dialect: Dialect) -> tuple[FieldAnswer, ...]:
    if _fronted(policy):
        return tuple(_elsewhere(policy, answer) for answer in apache_answers(policy, dialect))
    return jetty_answers(policy, session_cookie(policy), _JETTY)


def _elsewhere(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    """The answer, unless it is on Paths with which a cookie doesn't come back to the one path that is forwarded."""
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    paths = dict.fromkeys(change.new for rule in rules for change in policy.treatment(rule).path)
    apart = [path for path in paths if not path_match(_PATH, path) and not path_match(path, _PATH)]
    if answer.field != "path" or not apart:
        return answer
    sentence = f"Browsers send a cookie of Path {apart[0]} to no page below {_PATH}, which is all that is forwarded."
    return replace(answer, exactness=Exactness.APPROXIMATE, sentence=sentence)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return _answers_for(policy, dialect_of(None))


def _render(policy: Policy, version: Version | None) -> Rendered:
    dialect = dialect_of(version)
    texts = {_CONTEXT: _context(policy, dialect)}
    if _fronted(policy):
        texts[_APACHE] = _apache(policy, dialect)
    return Rendered(
        files=tuple(RenderedFile(path, "\n".join((*lines, ""))) for path, lines in texts.items()),
        answers=_answers_for(policy, dialect),
        tested=False,
        install="Put the elements into webserver/contexts/alarmpoint.xml of your installation, and include the file "
        "for Apache, if there is one, in its virtual hosts; a2enmod headers rewrite proxy proxy_http.",
        validate="apachectl configtest; of xMatters, the log of its web server after the start",
        reload="Restart the xMatters web server; apachectl graceful",
        undo="Put the product's own alarmpoint.xml back, take the Include out, then the same.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=("alarmpoint",),
    title="xMatters with Jetty, and Apache httpd before it",
    minimum=(2, 2, 4),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
