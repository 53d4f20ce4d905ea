r"""Varnish 7.1 and newer: cookies by generated expressions, with vmod_header of varnish-modules.

`set resp.http.Set-Cookie = regsub(…)` would keep the first of several cookies and lose the others; `header.regsub`
takes each line by itself, `header.remove` takes one out whole. The edits stand in `vcl_deliver`, so they are made on
what comes out of the cache as well as on what the application has just sent.

Varnish speaks no TLS: something before it does (Hitch, HAProxy, a load balancer), and says so in X-Forwarded-Proto.
Only that may reach Varnish's port, or whoever does could say so as well.

Three files: `cookies.vcl`, which is the policy; `site.vcl`, a whole VCL that passes everything on to the application
and caches nothing; and a systemd drop-in with the parameters that long cookies need. Have you got a VCL of your own,
then include cookies.vcl in its first lines, before your subroutines, and leave site.vcl out: what is called
`vcl_recv` there runs first, so look for cookies by the names that the application gives them. What may be cached is
yours to say, as before: Varnish's own rules pass requests with a Cookie field and cache nothing that sets one.

A subroutine of yours that sets cookies in `vcl_deliver` runs after the policy and escapes it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hardtack.policy import Policy, Tls, hsts_field
from hardtack.render._cookie_edits import cookie_edits
from hardtack.render._heading import heading, ramp_note
from hardtack.render._line_edits import line_edits
from hardtack.render._marks import LineEdit, by_reason, marks_of, refused_pattern
from hardtack.render._own_location import own_location
from hardtack.render._plain_side import DOT_SEGMENTS, exempt_paths
from hardtack.render._regex_answers import answer, limit_answers, regex_answers, transport_answers
from hardtack.render._site import BODY_502, Front, front
from hardtack.render._was import old_identities
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET: Final = "varnish"
_COOKIES: Final = "/etc/varnish/hardtack/cookies.vcl"
_SITE: Final = "/etc/varnish/hardtack/site.vcl"
_UNIT: Final = "/etc/systemd/system/varnish.service.d/hardtack.conf"
_SECURE: Final = 'req.http.X-Forwarded-Proto == "https"'
_LINES: Final = "resp.http.Set-Cookie"
# Statuses above 999 are sent without their thousands: so no other synthetic answer is taken for one of these.
_REFUSED: Final = 1502
_REDIRECT: Final = 1000

_BACKEND: Final = """\
backend default {{
  .host = "{host}";
  .port = "{port}";
}}

sub vcl_recv {{
{proto}  # Nothing is cached. Take this out, and Varnish's own rules apply: no request with a Cookie field is looked up.
  return (pass);
}}
"""
_DROP_IN: Final = """\
[Service]
ExecStart=
# Room for long cookies and many of them, and enough steps for expressions: the usual limits answer 503.
ExecStart=/usr/sbin/varnishd -j unix,user=vcache -F -a :{port} -T localhost:6082 -f {site} \\
  -S /etc/varnish/secret -s malloc,256m -p http_resp_hdr_len=32k -p http_resp_size=128k -p http_req_hdr_len=32k \\
  -p http_req_size=64k -p http_max_hdr=512 -p workspace_client=1m -p workspace_backend=512k \\
  -p pcre2_match_limit=1000000
"""


def quote(text: str) -> str:
    r"""A text as a part of a VCL string, to stand between double quotes.

    Grammar of what is returned: ``(%x20-21 | %x23-7E | %x22 " + {" %x22 %x22 %x22 "} + " %x22)*``: a string between
    double quotes has no escapes, so a double quote in it ends it, and stands in a long string between the two parts.
    Where the string is a replacement of `regsub`, the backslashes of the text must have been doubled.

    Args:
        text: Printable ASCII, as the names and paths of a policy are.
    """
    return text.replace('"', '" + {"""} + "')


def _edit(edit: LineEdit) -> str:
    if not edit.parts:
        return f'header.remove({_LINES}, "{edit.pattern}");'
    text = "".join(f"\\{part}" if isinstance(part, int) else quote(part.replace("\\", "\\\\")) for part in edit.parts)
    # The pattern's anchor becomes the line's own begin.
    pattern = edit.pattern.replace("^", r"^(?i:set\x2dcookie):[ \t]*", 1)
    return f'header.regsub(resp, "{pattern}", "Set-Cookie: {text}");'


def _way_out(policy: Policy) -> Iterator[str]:
    *edits, unmark = line_edits(policy)
    for why, alike in by_reason(edit for edit in edits if policy.site.tls is not Tls.NONE or not edit.https_only):
        yield f"# {why}"
        for edit in alike:
            yield from _refused(policy, edit)
            line = _edit(edit)
            yield f"if ({_SECURE}) {{ {line} }}" if edit.https_only else line
    yield from _was(policy)
    yield from (f"# {unmark.why}", _edit(unmark))


def _refused(policy: Policy, edit: LineEdit) -> Iterator[str]:
    """What refuses a response with too long a line, before the edit that would take the line out."""
    pattern = refused_pattern(policy, edit)
    if pattern is not None:
        yield f'if (header.get({_LINES}, "{pattern}")) {{ return (synth({_REFUSED})); }}'


def _was(policy: Policy) -> Iterator[str]:
    """Deletions of old identities, before all lines, where one with the mark of their rule goes out."""
    setters = old_identities(policy)
    if not setters:
        return
    aside = "resp.http.hardtack-cookies"
    yield "# What cookies were before is deleted in browsers, or they would hold and send both: first, so nothing that"
    yield "# follows is deleted by it."
    yield f"header.copy({_LINES}, {aside});"
    yield f"unset {_LINES};"
    for text, numbers in setters.items():
        yield f'if (header.get({aside}, "^{marks_of(numbers)}")) {{ header.append({_LINES}, "{quote(text)}"); }}'
    yield f"header.copy({aside}, {_LINES});"
    yield f"unset {aside};"


def _way_in(policy: Policy) -> Iterator[str]:
    edits = cookie_edits(policy)
    if not edits:
        return
    cookie = "req.http.Cookie"
    yield "# Once for each request: neither again after a restart nor for what a page includes (ESI)."
    yield f"if (req.restarts == 0 && req.esi_level == 0 && {cookie}) {{"
    yield "  # Two Cookie fields are one (RFC 9113 8.2.3)."
    yield f'  std.collect({cookie}, "; ");'
    for edit in edits:
        text = "".join(f"\\{group}" for group in edit.groups)
        yield f"  # {edit.why}"
        yield f'  set {cookie} = regsuball({cookie}, "{edit.pattern}", "{text}");'
    yield "  # What taking out has left of separators, and of the field."
    yield f'  set {cookie} = regsuball({cookie}, ";[ \\t]*(?=;)", "");'
    yield f'  set {cookie} = regsub({cookie}, "^[; \\t]+", "");'
    yield f'  set {cookie} = regsub({cookie}, "[; \\t]+$", "");'
    yield f'  if ({cookie} == "") {{ unset {cookie}; }}'
    yield "}"


def _redirect(policy: Policy) -> Iterator[str]:
    transport = policy.transport
    if policy.site.tls is Tls.NONE or transport.redirect is None:
        return
    condition = f"!({_SECURE})"
    exempt = exempt_paths(policy)
    if exempt is not None:
        yield "# Paths that stay on plain HTTP; one with dot segments never does: servers disagree on where it leads."
        condition += f' && !(req.url ~ "{exempt}" && req.url !~ "{DOT_SEGMENTS}")'
    yield f"if ({condition}) {{"
    yield "  # Other methods were sent in clear already; whoever sends them has to learn of it."
    yield '  if ((req.method != "GET" && req.method != "HEAD") || req.url !~ "^/") { return (synth(403)); }'
    yield f"  return (synth({_REDIRECT + int(transport.redirect)}));"
    yield "}"


def _hsts(policy: Policy) -> Iterator[str]:
    hsts = policy.transport.hsts
    if policy.site.tls is Tls.NONE or hsts is None:
        return
    yield "# One field in place of the application's own, by TLS alone, on Varnish's own errors too."
    yield "unset resp.http.Strict-Transport-Security;"
    yield f'if ({_SECURE}) {{ set resp.http.Strict-Transport-Security = "{hsts_field(hsts)}"; }}'
    yield from (f"# {note}" for note in ramp_note(hsts))


def _own_answers(policy: Policy, edits: str) -> Iterator[str]:
    yield from _hsts(policy)
    if policy.transport.redirect is not None and policy.site.tls is not Tls.NONE:
        status = int(policy.transport.redirect)
        yield f"if (resp.status == {_REDIRECT + status}) {{"
        yield "  # The address as it was asked for."
        yield f'  set resp.http.Location = "{front(policy).origin}" + req.url;'
        yield f"  set resp.status = {status};"
        yield "  return (deliver);"
        yield "}"
    if f"synth({_REFUSED})" in edits:
        yield f"if (resp.status == {_REFUSED}) {{"
        yield "  set resp.status = 502;"
        yield '  set resp.http.Content-Type = "text/plain";'
        yield f'  synthetic("{BODY_502}");'
        yield "  return (deliver);"
        yield "}"


def _subroutine(name: str, *parts: Iterator[str]) -> str:
    """A subroutine; "" if nothing is in it."""
    body = "".join(f"  {line}\n" for part in parts for line in part)
    return f"\nsub {name} {{\n{body}}}\n" if body else ""


def _cookies_file(policy: Policy) -> str:
    lines = "".join(f"    {line}\n" for line in _way_out(policy))
    edits = iter((f"if ({_LINES}) {{", *(f"  {line}" for line in _way_out(policy)), "}"))
    usage = (
        f'To be included in the first lines of the VCL: include "{_COOKIES}";',
        f"Check: varnishd -C -f {_SITE}. Reload: systemctl reload varnish. Undo: take the include out and reload.",
    )
    return (
        "".join(f"# {line}\n" for line in (*heading(policy, _TARGET), *usage))
        + "\nimport header;\nimport std;\n"
        + _subroutine("vcl_recv", _redirect(policy), _way_in(policy))
        + _subroutine("vcl_deliver", edits, _hsts(policy))
        + _subroutine("vcl_synth", _own_answers(policy, lines))
    )


def _site_file(policy: Policy, site: Front) -> str:
    # What stands before Varnish says itself whether it spoke TLS.
    proto = '  set req.http.X-Forwarded-Proto = "http";\n' if site.tls is Tls.NONE else ""
    text = "".join(f"# {line}\n" for line in heading(policy, _TARGET))
    text += f'# A whole VCL. With one of your own, include cookies.vcl there.\nvcl 4.1;\n\ninclude "{_COOKIES}";\n\n'
    text += _BACKEND.format(host=site.upstream_host.strip("[]"), port=site.upstream_port, proto=proto)
    if site.base:
        text += f'\nsub vcl_backend_fetch {{\n  set bereq.url = "{site.base}" + bereq.url;\n}}\n'
    location = "resp.http.Location"
    return text + (
        f"\nsub vcl_deliver {{\n  # What the application calls its own address is a path of this site.\n"
        f"  if ({location}) {{\n"
        f'    set {location} = regsub({location}, "{own_location(site)}", "/\\1");\n  }}\n}}\n'
    )


def _unit_file(policy: Policy, site: Front) -> str:
    text = "".join(f"# {line}\n" for line in heading(policy, _TARGET))
    port = site.port
    if site.tls is not Tls.NONE:
        text += "# Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
        port = front(replace(policy, site=replace(policy.site, tls=Tls.FRONT))).port
    return text + _DROP_IN.format(port=port, site=_SITE)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    controls = "Varnish itself answers 503 to one with a control character, whatever the policy says."
    answers = list(regex_answers(policy, controls, leaves_empty=False))
    if policy.site.tls is Tls.HERE:
        sentence = "Varnish speaks no TLS: put a server before it that does and that sets X-Forwarded-Proto."
        answers.append(answer("site.tls", sentence, Exactness.NEEDS))
    if any(rule.was for rule in policy.cookies):
        answers.append(answer("was", "The deletions of old identities stand before all other cookies."))
    answers.append(answer("inbound", "The generated expressions do exactly this, Cookie fields joined to one."))
    longer = "Bytes are counted with the blanks that upstream sent."
    answers += limit_answers(policy, longer, "VCL has no loops, and so does not count lines.")
    answers += transport_answers(policy, "Varnish")
    return tuple(answers)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    site = front(policy)
    return Rendered(
        files=(
            RenderedFile(_COOKIES, _cookies_file(policy)),
            RenderedFile(_SITE, _site_file(policy, site)),
            RenderedFile(_UNIT, _unit_file(policy, site)),
        ),
        answers=_answers(policy),
        tested=True,
        install="Install varnish-modules and put the files in place, then: systemctl daemon-reload && systemctl "
        "restart varnish. With a VCL of your own, include cookies.vcl in its first lines, leave site.vcl out and add "
        "the parameters (-p) to your own varnishd's.",
        validate=f"varnishd -C -f {_SITE}",
        reload="systemctl reload varnish",
        undo="Delete the files, or take the include out of your VCL, then: systemctl daemon-reload && systemctl "
        "restart varnish.",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=(),
    title="Varnish",
    minimum=(7, 1),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
