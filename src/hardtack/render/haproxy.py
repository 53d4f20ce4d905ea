r"""HAProxy 2.6 and newer without Lua: cookies by generated expressions in `http-after-response` rules.

After-response rules see all that goes out: the application's cookies, the one that HAProxy itself adds (`cookie …
insert`) and its own errors. `replace-header` takes each set-cookie line whole; `replace-value` would split it at
commas, in the middle of its date. What expressions can't do (dates, counting lines) the target `haproxy-lua` does.

One file: a frontend for TLS and plain HTTP and a backend, to be named beside your own (`haproxy -f
/etc/haproxy/haproxy.cfg -f /etc/haproxy/hardtack.cfg`, in Debian by EXTRAOPTS); or copy the frontend's rules
into a frontend of your own. It needs HAProxy built with PCRE or PCRE2, as distributions do.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from hardtack.policy import CookieRole, OnError, Policy, Tls, hsts_field
from hardtack.render._cookie_edits import cookie_edits
from hardtack.render._heading import heading, ramp_note
from hardtack.render._line_edits import line_edits
from hardtack.render._marks import LineEdit, by_reason, marks_of, refused_pattern
from hardtack.render._names import literal
from hardtack.render._own_location import own_location
from hardtack.render._plain_side import DOT_SEGMENTS, exempt_paths
from hardtack.render._regex_answers import answer, limit_answers, regex_answers, transport_answers
from hardtack.render._site import Front, front
from hardtack.render._was import old_identities
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "haproxy"
_FILE: Final = "/etc/haproxy/hardtack.cfg"
_PEM: Final = "/etc/haproxy/certs/hardtack.pem"
_SECURE: Final = "{ var(txn.hardtack_secure) -m bool }"
_OUT: Final = "http-after-response"
_NOTHING: Final = r";[ \t]*(?=;)"

_CONFIGURATION = """\
global
  # Room for long cookies and many of them; the usual limits answer 502.
  tune.bufsize 65536
  tune.maxrewrite 16384
  tune.http.maxhdr 1000

frontend hardtack
  mode http
  timeout client 60s
{binds}
  # Whether the browser's request came by TLS.
  http-request set-var(txn.hardtack_secure) {secure}
{rules}
  default_backend hardtack_application

backend hardtack_application
  mode http
  timeout connect 5s
  timeout server 60s
{base}  server application {upstream}
"""


def quote(text: str) -> str:
    r"""A text as a part of a replacement of `replace-header`, to stand between single quotes.

    Grammar of what is returned: ``(ALPHA | DIGIT | "_" | "/" | "\x" 2HEX)*``. Within single quotes HAProxy reads
    nothing but the closing quote, its format strings nothing but ``%``, and its replacements ``\x`` and two digits as
    a byte: so none of what a text holds is seen by any of the three.

    Args:
        text: Latin-1 isomorphic.

    Raises:
        UnicodeEncodeError: The text has a character above U+00FF, which is no byte.
    """
    return literal(text)


def _edit(edit: LineEdit) -> str:
    # An empty replacement is a syntax error, an empty group isn't.
    pattern, parts = (edit.pattern, edit.parts) if edit.parts else (edit.pattern.removesuffix("$") + "()$", (1,))
    text = "".join(f"\\{part}" if isinstance(part, int) else quote(part) for part in parts)
    condition = f" if {_SECURE}" if edit.https_only else ""
    return f"{_OUT} replace-header Set-Cookie '{pattern}' '{text}'{condition}"


def _way_out(policy: Policy) -> Iterator[str]:
    *edits, unmark = line_edits(policy, controls=True)
    for why, alike in by_reason(edits):
        yield f"# {why}"
        for edit in alike:
            yield from _refused(policy, edit)
            yield _edit(edit)
    yield from _was(policy)
    yield from (f"# {unmark.why}", _edit(unmark))


def _refused(policy: Policy, edit: LineEdit) -> Iterator[str]:
    """What refuses a response with a line that can't be enforced, before the edit that would take the line out."""
    pattern = refused_pattern(policy, edit)
    if pattern is not None:
        yield f"{_OUT} set-var(txn.hardtack_refused) bool(true) if {{ res.fhdr(Set-Cookie) -m reg '{pattern}' }}"
        yield f"{_OUT} set-status 502 if {{ var(txn.hardtack_refused) -m bool }}"
        yield f"{_OUT} del-header Set-Cookie if {{ var(txn.hardtack_refused) -m bool }}"


def _was(policy: Policy) -> Iterator[str]:
    """Deletions of old identities, where a line with the mark of their rule goes out."""
    setters = old_identities(policy)
    if setters:
        yield "# What cookies were before is deleted in browsers, or they would hold and send both."
    for text, numbers in setters.items():
        condition = f"{{ res.fhdr(Set-Cookie) -m reg '^{marks_of(numbers)}' }}"
        yield f"{_OUT} add-header Set-Cookie '{_as_format(text)}' if {condition}"


def _as_format(text: str) -> str:
    """A text between single quotes, where a format stands: of it, only the percent sign and the quote mean anything."""
    return text.replace("%", "%%").replace("'", "'\\''")


def _way_in(policy: Policy) -> Iterator[str]:
    edits = cookie_edits(policy)
    if not edits:
        return
    some = "if { req.fhdr_cnt(Cookie) gt 0 }"
    yield "# Two Cookie fields are one (RFC 9113 8.2.3); more of them no browser sends."
    yield "http-request deny deny_status 400 if { req.fhdr_cnt(Cookie) gt 2 }"
    joined = "%[req.fhdr(Cookie,1)]; %[req.fhdr(Cookie,2)]"
    yield f"http-request set-header Cookie '{joined}' if {{ req.fhdr_cnt(Cookie) eq 2 }}"
    for edit in edits:
        yield f"# {edit.why}"
        yield f"http-request set-header Cookie '{_everywhere(edit.pattern, edit.groups)}' {some}"
    yield "# What taking out has left of separators, and of the field."
    yield f"http-request set-header Cookie '{_everywhere(_NOTHING, ())}' {some}"
    yield r"http-request replace-header Cookie '^[; \t]+(.*)$' '\1'"
    yield r"http-request replace-header Cookie '^(.*?)[; \t]+$' '\1'"
    yield r"http-request del-header Cookie if { req.fhdr(Cookie) -m len 0 }"


def _everywhere(pattern: str, groups: tuple[int, ...]) -> str:
    """A format that replaces every match in the Cookie field; within its double quotes a backslash is doubled."""
    doubled = pattern.replace("\\", "\\\\")
    text = "".join(f"\\\\{group}" for group in groups)
    return f'%[req.fhdr(Cookie),regsub("{doubled}","{text}",g)]'


def _transport(policy: Policy) -> Iterator[str]:
    transport = policy.transport
    if policy.site.tls is Tls.NONE:
        return
    if transport.redirect is not None:
        yield from _redirect(policy, int(transport.redirect))
    if transport.hsts is not None:
        yield "# One field in place of the application's own, by TLS alone, on HAProxy's own errors too."
        yield f"{_OUT} del-header Strict-Transport-Security"
        yield f"{_OUT} set-header Strict-Transport-Security '{hsts_field(transport.hsts)}' if {_SECURE}"
        yield from (f"# {note}" for note in ramp_note(transport.hsts))


def _redirect(policy: Policy, status: int) -> Iterator[str]:
    exempt = exempt_paths(policy)
    unless = f"!{_SECURE}"
    if exempt is not None:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        condition = f"{{ path -m reg '{exempt}' }} !{{ path -m reg '{DOT_SEGMENTS}' }}"
        yield f"http-request set-var(txn.hardtack_exempt) bool(true) if {condition}"
        unless += " !{ var(txn.hardtack_exempt) -m bool }"
    yield "# Other methods were sent in clear already; whoever sends them has to learn of it."
    yield f"http-request deny deny_status 403 if {unless} !{{ method GET HEAD }}"
    yield f"http-request deny deny_status 403 if {unless} !{{ url_beg / }}"
    yield f"http-request redirect prefix {front(policy).origin} code {status} if {unless}"


def _binds(site: Front) -> str:
    match site.tls:
        case Tls.HERE:
            return (
                f"  # One file: certificate chain and key.\n  bind :{site.port} ssl crt {_PEM} ssl-min-ver TLSv1.2\n"
                f"  bind :{site.plain_port}"
            )
        case Tls.FRONT:
            return (
                "  # Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
                f"  bind :{site.port}"
            )
        case Tls.NONE:
            return f"  bind :{site.port}"
        case _:
            assert_never(site.tls)


def _proto(policy: Policy) -> Iterator[str]:
    if policy.site.tls is not Tls.FRONT:
        yield "http-request set-header X-Forwarded-Proto https if { ssl_fc }"
        yield "http-request set-header X-Forwarded-Proto http if !{ ssl_fc }"


def _location(site: Front) -> Iterator[str]:
    yield "# What the application calls its own address is a path of this site."
    yield f"http-response replace-header Location '{own_location(site)}' '/\\1'"


def _configuration(policy: Policy) -> str:
    site = front(policy)
    fronted = site.tls is Tls.FRONT
    rules = [
        *_transport(policy),
        *_way_in(policy),
        *_proto(policy),
        *_location(site),
        "# The way out, line by line.",
        *_way_out(policy),
    ]
    text = _CONFIGURATION.format(
        binds=_binds(site),
        secure="bool(true) if { req.fhdr(x-forwarded-proto,-1) -m str https }" if fronted else "ssl_fc",
        rules="\n".join(f"  {rule}" for rule in rules),
        base=f"  http-request set-path {site.base}%[path]\n" if site.base else "",
        upstream=site.upstream,
    )
    usage = [
        "Check: haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/hardtack.cfg. Reload: systemctl reload haproxy.",
        "Undo: take the file out of EXTRAOPTS in /etc/default/haproxy, delete it and reload.",
    ]
    return "".join(f"# {line}\n" for line in (*heading(policy, _TARGET), *usage)) + text


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    session = any(rule.role is CookieRole.SESSION for rule in policy.cookies)
    controls = (
        "Where one with a control character refuses the response, the status becomes 502 and no cookie passes, but the "
        "page does."
        if session or policy.on_error is OnError.REFUSE
        else "One with a control character is emptied."
    )
    answers = list(regex_answers(policy, controls))
    if any(rule.was for rule in policy.cookies):
        sentence = "The deletions of old identities stand after the other cookies, not before each."
        answers.append(answer("was", sentence, Exactness.APPROXIMATE))
    answers.append(
        answer("inbound", "The generated expressions do exactly this; a third Cookie field is answered 400.")
    )
    longer = (
        "Bytes are counted with the blanks that upstream sent; a longer line is emptied, or where it refuses the "
        "response, the status becomes 502 and no cookie passes, but the page does."
    )
    answers += limit_answers(policy, longer, "Only the Lua target counts lines: haproxy-lua.")
    answers += transport_answers(policy, "HAProxy")
    return tuple(answers)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile(_FILE, _configuration(policy)),),
        answers=_answers(policy),
        tested=True,
        install='Put the file in place, give it to HAProxy beside its own (in Debian: EXTRAOPTS="-f '
        "/etc/haproxy/hardtack.cfg\" in /etc/default/haproxy) and set the certificate's path.",
        validate="haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/hardtack.cfg",
        reload="systemctl reload haproxy",
        undo="Take /etc/haproxy/hardtack.cfg out of EXTRAOPTS, delete it, then reload.",
    )


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=(),
    title="HAProxy",
    minimum=(2, 6),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
