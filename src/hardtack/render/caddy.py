r"""Caddy 2.6 and newer, without plugins: cookies by generated expressions (RE2) in `header` and `request_header`.

The edits of a response are deferred, so they see what the application, a file server or PHP has set, and Caddy's own
cookie (`lb_policy cookie`); they are not made on what `handle_errors` answers, so import the policy there too if your
error pages set cookies. Not used, since they
do harm: an empty replacement (Caddy 2.6 takes it for a new value and sets the pattern as the cookie), and
`header_down Set-Cookie (.*) "$1; Secure"`, which doubles what is there.

Two files: `cookies.caddy`, which is the snippet `hardtack_policy`, and `site.caddy`, a site that imports it. Name
site.caddy in your Caddyfile: `import /etc/caddy/hardtack/site.caddy`. Have you got a site of your own, then
`import /etc/caddy/hardtack/cookies.caddy` before it and `import hardtack_policy` in it, and leave site.caddy out; plain
HTTP is then redirected by Caddy's own rules, whatever the method. site.caddy names files for the certificate; without
that line Caddy gets one itself.

Responses with a control character in a Set-Cookie field are answered 502 by newer Caddys (2.11 does, 2.6 does not).
Expressions read UTF-8: what counts characters counts those, not bytes, and that is told where it matters.

Caddy's own reload can cut a connection that has just come, before it answers a byte, whatever the files say (measured
with three clients at once and a site that only answers a word: about one connection a reload with 2.11, fewer with
2.6; Linux's `net.ipv4.tcp_migrate_req = 1` leaves none with 2.6 and half with 2.11). Chromium
and Firefox ask for a page again by themselves; a form Firefox does not send again (measured), so a login can be lost.
"""

from collections.abc import Iterator
from typing import Final

from hardtack.errors import PolicyError
from hardtack.policy import OnError, Policy, SecureRule, Tls, hsts_field
from hardtack.render._cookie_edits_re2 import cookie_edits
from hardtack.render._heading import heading, ramp_note
from hardtack.render._line_edits_re2 import line_edits
from hardtack.render._marks import LineEdit, by_reason
from hardtack.render._marks_re2 import TLS_LETTER
from hardtack.render._own_location import own_location_re2
from hardtack.render._plain_side import DOT_SEGMENTS, exempt_paths
from hardtack.render._re2 import counts_characters
from hardtack.render._regex_answers import answer, limit_answers, regex_answers, transport_answers
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "caddy"
_COOKIES: Final = "/etc/caddy/hardtack/cookies.caddy"
_SITE: Final = "/etc/caddy/hardtack/site.caddy"
_RELOAD: Final = "systemctl reload caddy (in a quiet moment: Caddy can cut a connection that comes just then)"
_CADDYFILE: Final = "/etc/caddy/Caddyfile"
_TLS_VARIABLE: Final = "{http.vars.hardtack_tls}"
_URI: Final = "{http.request.orig_uri}"
_COMMENT: Final = str.maketrans("{}", "()")


def quote(text: str) -> str:
    r"""A text as a part of a replacement.

    Grammar of what is returned: ``(%x20-23 | "$$" | %x25-7A | "|" | "~")*``: printable ASCII without braces, which
    Caddy reads as placeholders of its own and of the environment, however they are escaped; a dollar sign stands for
    what was matched, and is doubled. `token` says what stands around it.

    Args:
        text: The text as it is to be written.

    Raises:
        PolicyError: The text holds what has no spelling here.
    """
    bad = [char for char in text if not " " <= char <= "~" or char in "{}"]
    if bad:
        raise PolicyError(
            f"{text!r} can't be written into a replacement of Caddy's: it holds {bad[0]!r}.",
            "Choose a path without braces, or another target.",
        )
    return text.replace("$", "$$")


def token(text: str) -> str:
    r"""A text as one token of a Caddyfile: between backquotes, or between double quotes if it holds one.

    Neither kind has escapes but a backslash before a double quote, between double quotes.

    Args:
        text: One line.

    Raises:
        PolicyError: The text holds a backquote beside a double quote or a backslash.
    """
    if "`" not in text:
        return f"`{text}`"
    if '"' in text or "\\" in text:
        raise PolicyError(
            f"{text!r} can't be written into a Caddyfile: it holds a backquote beside double quotes or backslashes.",
            "Choose a path without backquotes, or another target.",
        )
    return f'"{text}"'


def _replacement(edit: LineEdit) -> str:
    parts = (f"${{{part}}}" if isinstance(part, int) else quote(part) for part in edit.parts)
    if edit.https_only:
        # The letter is there if the request came by TLS, and nothing is otherwise.
        first, _, *rest = parts
        return first + _TLS_VARIABLE + "".join(rest)
    return "".join(parts)


def _edits(directive: str, edits: tuple[LineEdit, ...]) -> Iterator[str]:
    for why, alike in by_reason(edits):
        yield f"# {why.translate(_COMMENT)}"
        yield from (f"{directive} {token(edit.pattern)} {token(_replacement(edit))}" for edit in alike)


def _way_out(policy: Policy) -> Iterator[str]:
    edits = tuple(edit for edit in line_edits(policy) if policy.site.tls is not Tls.NONE or not edit.https_only)
    yield "# The way out, line by line, once the response is there."
    yield "header {"
    yield "\tdefer"
    yield from (f"\t{line}" for line in _edits("Set-Cookie", edits))
    yield "}"


def _way_in(policy: Policy) -> Iterator[str]:
    edits = cookie_edits(policy)
    if not edits:
        return
    yield "# All with a matcher: Caddy would do those without one last."
    yield "@hardtack_cookie header Cookie *"
    yield from _edits("request_header @hardtack_cookie Cookie", edits)
    yield "# A field that is left empty goes."
    yield "@hardtack_no_cookie {"
    yield "\theader_regexp Cookie ^$"
    yield "\tnot header_regexp Cookie ."
    yield "}"
    yield "request_header @hardtack_no_cookie -Cookie"


def _tls(policy: Policy) -> Iterator[str]:
    """The matcher of requests that came by TLS, where anything depends on it."""
    treatments = [policy.treatment(rule) for rule in (*policy.cookies, None)]
    by_tls = any(treatment.secure is SecureRule.IF_TLS for treatment in treatments)
    if policy.site.tls is Tls.NONE or not (by_tls or policy.transport.hsts is not None):
        return
    yield "# Whether the browser's request came by TLS."
    yield f"@hardtack_tls {_matcher(policy)}"
    if by_tls:
        yield f"vars @hardtack_tls hardtack_tls {TLS_LETTER}"


def _matcher(policy: Policy) -> str:
    return "header X-Forwarded-Proto https" if policy.site.tls is Tls.FRONT else "protocol https"


def _hsts(policy: Policy) -> Iterator[str]:
    hsts = policy.transport.hsts
    if policy.site.tls is Tls.NONE or hsts is None:
        return
    field = f"Strict-Transport-Security {token(hsts_field(hsts))}"
    yield "# One field by TLS alone: at once, for Caddy's own errors, and again in place of the application's own."
    yield f"header @hardtack_tls {field}"
    yield from ("header @hardtack_tls {", "\tdefer", f"\t{field}", "}")
    yield from (f"# {note}" for note in ramp_note(hsts))


def _cookies_file(policy: Policy) -> str:
    usage = (
        f"To be imported before the sites: import {_COOKIES}; then in each site that serves the application:",
        f"import hardtack_policy. Check: caddy validate --config {_CADDYFILE}.",
        f"Reload: {_RELOAD}.",
        "Undo: take the imports out and reload.",
    )
    body = [*_tls(policy), *_hsts(policy), *_way_out(policy), *_way_in(policy)]
    text = "".join(f"# {line}\n" for line in (*heading(policy, _TARGET), *usage))
    return text + "\n(hardtack_policy) {\n" + "".join(f"\t{line}\n" for line in body) + "}\n"


def _plain_side(policy: Policy) -> Iterator[str]:
    """What is answered to plain HTTP in place of the application, in a `route`."""
    status = policy.transport.redirect
    if policy.site.tls is Tls.NONE or status is None:
        return
    plain = [f"not {_matcher(policy)}"] if policy.site.tls is Tls.FRONT else []
    exempt = exempt_paths(policy)
    if exempt is not None:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        plain += [
            "not {",
            f"\tvars_regexp {_URI} {token(exempt)}",
            f"\tnot vars_regexp {_URI} {token(DOT_SEGMENTS)}",
            "}",
        ]
    for name, lines in (("forbidden", [*plain, "not method GET HEAD"]), ("plain", [*plain, "method GET HEAD"])):
        yield from (f"@hardtack_{name} {{", *(f"\t{line}" for line in lines), "}")
    yield "# Other methods were sent in clear already; whoever sends them has to learn of it."
    yield "respond @hardtack_forbidden 403"
    yield f"redir @hardtack_plain {front(policy).origin}{{http.request.orig_uri}} {int(status)}"


def _application(policy: Policy, site: Front) -> Iterator[str]:
    if site.base:
        yield f"rewrite * {site.base}{{http.request.uri}}"
    yield f"reverse_proxy {site.upstream} {{"
    if policy.site.tls is Tls.FRONT:
        yield "\t# What stands in front says itself whether it spoke TLS."
        yield "\theader_up X-Forwarded-Proto {http.request.header.X-Forwarded-Proto}"
    yield "\t# What the application calls its own address is a path of this site."
    yield f"\theader_down Location {token(own_location_re2(site))} `/${{1}}${{2}}`"
    yield "}"


def _block(address: str, *parts: str) -> str:
    return f"{address} {{\n" + "".join(f"\t{line}\n" for line in parts) + "}\n"


def _site_file(policy: Policy) -> str:
    site = front(policy)
    text = "".join(f"# {line}\n" for line in heading(policy, _TARGET))
    text += f"# A site of its own. With one of yours, import {_COOKIES} there.\nimport {_COOKIES}\n\n"
    application = [f"\t{line}" for line in _application(policy, site)]
    plain = ["import hardtack_policy", "route {", *(f"\t{line}" for line in _plain_side(policy)), *application, "}"]
    if site.tls is Tls.HERE:
        files = "# Certificate chain and key. Without this line, Caddy gets a certificate itself."
        secure = [files, f"tls {CERTIFICATE} {KEY}", "import hardtack_policy", "route {", *application, "}"]
        text += _block(f"https://{site.host}:{site.port}", *secure) + "\n"
        return text + _block(f"http://{site.host}:{site.plain_port}", *plain)
    if site.tls is Tls.FRONT:
        text += "# Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
        return text + _block(f"http://:{site.port}", *plain)
    return text + _block(f"http://{site.host}:{site.port}", *plain)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    controls = "A response with a control character is answered 502 by newer Caddys, whatever the policy says."
    if policy.on_error is OnError.REFUSE:
        controls = "Other lines that can't be enforced are emptied and the response passes; newer Caddys answer 502."
    answers = list(regex_answers(policy, controls))
    counting = [match.text for match in counts_characters(rule.match for rule in policy.cookies)]
    sentence = "A dot that is counted stands for a character of UTF-8, not for a byte: names beyond ASCII may differ."
    answers += [FieldAnswer("match", text, Exactness.APPROXIMATE, sentence) for text in counting]
    if any(rule.was for rule in policy.cookies):
        sentence = "Caddy can't add a field because another is there: old identities stay in browsers until they end."
        answers.append(answer("was", sentence, Exactness.UNSUPPORTED))
    answers.append(answer("inbound", "The generated expressions do exactly this to each Cookie field."))
    longer = "Characters of UTF-8 are counted, not bytes; a longer line is emptied and the response passes."
    answers += limit_answers(policy, longer, "Caddy's expressions see one line at a time and can't count them.")
    answers += transport_answers(policy, "Caddy")
    return tuple(answers)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile(_COOKIES, _cookies_file(policy)), RenderedFile(_SITE, _site_file(policy))),
        answers=_answers(policy),
        tested=True,
        install=f"Put both files in place, set the certificate's paths, and write into {_CADDYFILE}: import {_SITE}. "
        "With a site of your own, import cookies.caddy before it and hardtack_policy in it, and leave site.caddy out.",
        validate=f"caddy validate --config {_CADDYFILE}",
        reload=_RELOAD,
        undo=f"Take the import out of {_CADDYFILE}, delete both files, then reload.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=(),
    title="Caddy",
    minimum=(2, 6),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
