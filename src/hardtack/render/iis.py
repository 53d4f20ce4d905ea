r"""IIS (7 and newer) with URL Rewrite 2: flags, SameSite, Domain and Path of every cookie, HTTPS and HSTS.

An article says that there is no way to mark cookies Secure at IIS. There are two: `httpCookies`, for the cookies of
ASP.NET (one word for all of them, so it is written only where the policy is the same for all), and outbound rules of
the URL Rewrite module for all others. Rules that are commonly published ask in a precondition whether the field has the
flag already: that is asked once a response, and one cookie that has it spares all others. Here the question is in the
pattern itself, ``^(?!.*;\s*secure...)``, which is held against the field.

**Not known:** what URL Rewrite does where a response has several Set-Cookie fields, one rule for each field or one for
all of them. This has never been run. Look at a response with two cookies before you rely on it. Lifetimes, renaming and
dropping are for a server in front.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from hardtack.policy import (
    CookieRule,
    HttpOnlyRule,
    NamePrefix,
    Policy,
    Redirect,
    SameSiteRule,
    SecureRule,
    Tls,
    hsts_field,
)
from hardtack.render._heading import WRITTEN
from hardtack.render._names import literal
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render._unwritable import unwritable
from hardtack.render.iis_edits import SECURE_BY_TLS, Edit, edits
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "iis"
_SEVERAL = "What IIS does with several Set-Cookie fields in one response is not known; look before you rely on it."
_REDIRECTS = {301: "Permanent", 302: "Found", 307: "Temporary", 308: "Permanent"}


def quote(text: str) -> str:
    """An attribute's value in XML, with its quotes.

    Grammar of what is returned: printable ASCII between double quotes, in which ``&``, ``<``, ``>``, quotes and every
    other character stand as ``&#xh…;``. Characters that XML has not (most control characters) are refused.

    Args:
        text: What is to be written.

    Raises:
        PolicyError: The text holds a character that no XML can hold.
    """
    if any(ord(char) < 0x20 and char not in "\t\n\r" for char in text):
        raise unwritable(text, "XML")
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    plain = char.isascii() and char.isprintable() and char not in "&<>\"'"
    return char if plain else f"&#x{ord(char):x};"


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    transport: list[FieldAnswer] = []
    speaks = policy.site.tls is not Tls.NONE
    if policy.transport.redirect is not None and speaks:
        said = ", and 301 is said for 308, which IIS has not" if policy.transport.redirect is Redirect.PERMANENT else ""
        sentence = f"GET and HEAD are redirected, others get 403; the path's escapes are undone and made anew{said}."
        exactness = Exactness.APPROXIMATE
        transport.append(answer_of("transport.redirect", exactness, sentence))
    if policy.transport.hsts is not None and speaks:
        sentence = "An outbound rule sets it; what IIS answers before its modules run (400, some 5xx) has none."
        transport.append(answer_of("transport.hsts", Exactness.APPROXIMATE, sentence))
    answers = own_answers(policy, (), ELSEWHERE, transport)
    return tuple(_rewritten(policy, answer) for answer in answers)


def _rewritten(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    rule = next((rule for rule in policy.cookies if rule.match.text == answer.rule), None)
    treatment = policy.treatment(rule)
    reaches = answer.field in {"secure", "httponly", "samesite", "domain", "path"}
    # What a prefix brings is of no use without the renaming, which takes the way in as well.
    if not reaches or (treatment.prefix is not NamePrefix.NONE and answer.field in {"secure", "domain", "path"}):
        return answer
    return FieldAnswer(answer.field, answer.rule, Exactness.APPROXIMATE, _SEVERAL)


def _by_tls(policy: Policy) -> list[str]:
    condition = '            <add input="{HTTPS}" pattern="on" ignoreCase="true" />'
    if policy.site.tls is Tls.FRONT:
        condition = '            <add input="{HTTP_X_FORWARDED_PROTO}" pattern="^https$" />'
    return ["          <conditions>", condition, "          </conditions>"]


def _outbound(policy: Policy, made: Iterable[Edit]) -> list[str]:
    lines: list[str] = []
    for number, (name, pattern, value) in enumerate(made, start=1):
        lines += [
            f"        <rule name={quote(f'hardtack {number}: {name}')}>",
            f'          <match serverVariable="RESPONSE_Set_Cookie" pattern={quote(pattern)} ignoreCase="false" />',
            *(_by_tls(policy) if name == SECURE_BY_TLS else ()),
            f'          <action type="Rewrite" value={quote(value)} />',
            "        </rule>",
        ]
    return lines


def _hsts(policy: Policy) -> list[str]:
    if policy.transport.hsts is None or policy.site.tls is Tls.NONE:
        return []
    return [
        "        <!-- On every answer by TLS, in place of the application's own. -->",
        '        <rule name="hardtack: HSTS">',
        '          <match serverVariable="RESPONSE_Strict_Transport_Security" pattern=".*" />',
        *_by_tls(policy),
        f'          <action type="Rewrite" value={quote(hsts_field(policy.transport.hsts))} />',
        "        </rule>",
    ]


def _inbound(policy: Policy) -> list[str]:
    transport = policy.transport
    if transport.redirect is None or policy.site.tls is Tls.NONE:
        return []
    plain = '            <add input="{HTTPS}" pattern="off" ignoreCase="true" />'
    if policy.site.tls is Tls.FRONT:
        plain = '            <add input="{HTTP_X_FORWARDED_PROTO}" pattern="^https$" negate="true" />'
    paths = "|".join(literal(path.removeprefix("/")) + ("" if path.endswith("/") else "$") for path in transport.exempt)
    url = rf"^(?!{paths}).*" if paths else ".*"
    target = quote(f"https://{urlsplit(policy.site.origin).netloc}/{{R:0}}")
    redirect = _REDIRECTS[int(transport.redirect)]
    method = '            <add input="{REQUEST_METHOD}" pattern="^(?:GET|HEAD)$" ignoreCase="false" />'
    return [
        "      <!-- Plain HTTP: GET and HEAD are redirected, others get 403. -->",
        "      <rules>",
        '        <rule name="hardtack: to https" stopProcessing="true">',
        f'          <match url={quote(url)} ignoreCase="false" />',
        "          <conditions>",
        plain,
        method,
        "          </conditions>",
        f'          <action type="Redirect" url={target} redirectType="{redirect}" />',
        "        </rule>",
        '        <rule name="hardtack: nothing else by plain HTTP" stopProcessing="true">',
        f'          <match url={quote(url)} ignoreCase="false" />',
        "          <conditions>",
        plain,
        "          </conditions>",
        '          <action type="CustomResponse" statusCode="403" />',
        "        </rule>",
        "      </rules>",
    ]


def _http_cookies(policy: Policy) -> list[str]:
    # One for all cookies of ASP.NET: what a rule has otherwise, it would get all the same.
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    treatments = [policy.treatment(rule) for rule in rules]
    same_site, *more = {one.same_site for one in treatments}
    entries: list[str] = []
    if all(one.http_only is HttpOnlyRule.REQUIRE for one in treatments):
        entries.append('httpOnlyCookies="true"')
    if all(one.secure is SecureRule.REQUIRE for one in treatments) and policy.site.tls is Tls.HERE:
        entries.append('requireSSL="true"')
    if isinstance(same_site, SameSiteRule) and not more:
        entries.append(f'sameSite="{same_site.value.value.capitalize()}"')
    if not entries:
        return []
    return [
        "  <!-- Cookies of ASP.NET. Before .NET 4.7.2 sameSite is an error: take it out there. Session state and forms",
        "       authentication have a cookieSameSite of their own, which is Lax if nothing is said. -->",
        "  <system.web>",
        f"    <httpCookies {' '.join(entries)} />",
        "  </system.web>",
    ]


def _text(policy: Policy) -> str:
    # A comment of XML may hold no two hyphens in a row.
    top = [line.replace("--write DIR", f"(options: {WRITTEN}") for line in head(policy, _TARGET, " ", tested=False)]
    outbound = [*_outbound(policy, edits(policy)), *_hsts(policy)]
    rewrite = [*_inbound(policy)]
    if outbound:
        rewrite += ["      <!-- " + _SEVERAL + " -->", "      <outboundRules>", *outbound, "      </outboundRules>"]
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!--", *top, "-->", "<configuration>", *_http_cookies(policy)]
    if rewrite:
        lines += ["  <system.webServer>", "    <rewrite>", *rewrite, "    </rewrite>", "  </system.webServer>"]
    return "\n".join([*lines, "</configuration>"]) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/inetpub/wwwroot/hardtack-web.config", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Install URL Rewrite 2, and merge the file into the site's web.config.",
        validate="%windir%\\system32\\inetsrv\\appcmd list config SITE /section:system.webServer/rewrite/outboundRules",
        reload="None is needed: IIS reads a changed web.config at once, and ASP.NET starts the application anew: "
        "sessions kept in memory end.",
        undo="Take the added elements out of web.config.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="IIS",
    minimum=(7,),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
