"""Jetty 6 to 12: its session cookie, in a context file outside the application, and HSTS from 9.4 on.

Jetty, like any servlet container, can be told of its own session cookie, which is the rule for JSESSIONID or, if none
of role session names that, the first of role session that names another cookie. What the application writes by
`addHeader` stays as it is, and of what it adds by `addCookie` only SameSite can be set, one for all: it is written only
where the policy has one and the same for all of them. SameSite needs 9.4.27 or newer.

The application's archive stays as it is: a context file names it, and an override of its web.xml (from Jetty 8 on)
that is read after it and so wins. An idle time stands in the override too: the context file's `maxInactiveInterval`
would be overruled by webdefault.xml. By itself Jetty writes session ids into URLs; here it doesn't (6 from 6.1.7 on).
From 9.4 on, a file for `start.d` lets Jetty believe what the server in front says of TLS, or has it speak TLS itself.

Plain requests are not redirected: a transport guarantee on `/*` would be merged with the constraints that the
application has on `/*`, and open what they protect. Leave the redirect to the server in front, or close the plain port.

9.4 was run; what is written for other versions is from their documentation and sources. For them `/opt/jetty` stands
for the folder that your Jetty has `start.d` and its contexts in (`jetty.base`, if that is set).
"""

from collections.abc import Iterator
from typing import Final

from hardtack.policy import Hsts, Policy, Tls
from hardtack.render._heading import heading, ramp_note
from hardtack.render._jetty_answers import added, asks_the_front, jetty_answers
from hardtack.render._jetty_contexts import GENERATIONS, Generation, context_file, doctype, override_file
from hardtack.render._session_cookie import SessionCookie, container_site, session_cookie
from hardtack.render._xml import comment, xml_heading
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET: Final = "jetty"
_DEFAULT: Final = (9, 4, 27)


def _generation(version: Version | None) -> Generation:
    # 9 and 9.4 alone are the last of them.
    wanted = _DEFAULT if version in {None, (9,), (9, 4)} else version or _DEFAULT
    return [one for one in GENERATIONS if one.since <= wanted][-1]


def _notes(policy: Policy, generation: Generation, note: str) -> Iterator[str]:
    yield from xml_heading(policy, _TARGET, generation.text)
    if not generation.tested:
        yield comment(f"From documentation: this was never run on Jetty {generation.text}.")
    yield comment(note)


def _context(policy: Policy, session: SessionCookie, generation: Generation, override: str | None) -> Iterator[str]:
    yield from doctype(generation)
    note = "Name it after the application's .war or folder, and Jetty deploys the application by this file alone."
    yield from _notes(policy, generation, note)
    if generation.environment is not None:
        yield comment(
            "With more than one deployer (ee9-deploy, ee11-deploy), a .properties file of the same name beside"
        )
        yield comment(f"it has to say: environment={generation.environment}")
    yield from context_file(session, generation, added(policy, session, generation), override)


def _override(policy: Policy, session: SessionCookie, generation: Generation) -> tuple[str, ...]:
    element = tuple(override_file(policy, session, generation))
    note = "An override of the application's web.xml: the context file names it."
    return ('<?xml version="1.0" encoding="US-ASCII"?>', *_notes(policy, generation, note), *element) if element else ()


def _start(policy: Policy, generation: Generation) -> Iterator[str]:
    """What is added to the command line of Jetty's start."""
    yield from (f"# {line}" for line in heading(policy, f"{_TARGET} --version {generation.text}"))
    if not generation.tested:
        yield f"# From documentation: this was never run on Jetty {generation.text}."
    hsts = policy.transport.hsts
    if policy.site.tls is Tls.FRONT:
        yield "# Whether the browser came by TLS is what the server in front says: only that may reach this port."
        yield "--module=http-forwarded"
        if hsts is not None:
            yield "# HSTS."
            yield "etc/hardtack.xml"
        return
    yield "# Jetty speaks TLS itself. Put your certificate chain and key into that file, and its password here."
    yield "--module=https"
    yield f"jetty.ssl.port={container_site(policy).port}"
    # Jetty 9.4 takes an absolute path for one below its base, and has passwords and a trust store of its own.
    for store in ("keyStore", "trustStore"):
        yield f"jetty.sslContext.{store}Path=etc/hardtack.p12"
        yield f"jetty.sslContext.{store}Type=PKCS12"
    yield from (f"# jetty.sslContext.{of}Password=" for of in ("keyStore", "keyManager", "trustStore"))
    if hsts is not None:
        yield "# HSTS, on what came by TLS."
        yield f"jetty.ssl.stsMaxAgeSeconds={hsts.max_age}"
        yield f"jetty.ssl.stsIncludeSubdomains={'true' if hsts.subdomains else 'false'}"
        yield from (f"# {note}" for note in ramp_note(hsts))


def _customizer(policy: Policy, hsts: Hsts, generation: Generation) -> Iterator[str]:
    """HSTS where the server in front says what came by TLS; the customizers are asked in order, this one last."""
    yield from doctype(generation)
    on = "on what came by TLS, as the server in front says"
    if generation.asks_no_scheme:
        on = "on plain HTTP too, where browsers ignore it"
    yield from _notes(policy, generation, f"HSTS, {on}.")
    yield from map(comment, ramp_note(hsts))
    yield '<Configure id="httpConfig" class="org.eclipse.jetty.server.HttpConfiguration">'
    yield '  <Call name="addCustomizer"><Arg>'
    yield '    <New class="org.eclipse.jetty.server.SecureRequestCustomizer">'
    yield f'      <Set name="stsMaxAge">{hsts.max_age}</Set>'
    yield f'      <Set name="stsIncludeSubDomains">{"true" if hsts.subdomains else "false"}</Set>'
    yield "    </New>"
    yield "  </Arg></Call>"
    yield "</Configure>"


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return jetty_answers(policy, session_cookie(policy), _generation(None))


def _render(policy: Policy, version: Version | None) -> Rendered:
    generation, session = _generation(version), session_cookie(policy)
    name = session.context[1:].replace("/", "-") or "root"
    override = f"{generation.settings}/hardtack-{name}-web.xml"
    overriding = _override(policy, session, generation)
    texts = {
        f"{generation.base}/{generation.contexts}/{name}.xml": tuple(
            _context(policy, session, generation, override if overriding else None)
        ),
        override: overriding,
    }
    here = policy.site.tls is Tls.HERE
    if (here and generation.customizes) or asks_the_front(policy, session, generation):
        start = generation.settings if generation.tested else generation.base
        texts[f"{start}/start.d/hardtack.ini"] = tuple(_start(policy, generation))
        hsts = policy.transport.hsts
        if not here and hsts is not None:
            texts[f"{generation.settings}/hardtack.xml"] = tuple(_customizer(policy, hsts, generation))
    service = "jetty9" if generation.tested else "jetty"
    return Rendered(
        files=tuple(RenderedFile(path, "\n".join((*lines, ""))) for path, lines in texts.items() if lines),
        answers=jetty_answers(policy, session, generation),
        tested=generation.tested,
        install="Put the files in place and set the path of the .war in the context file.",
        validate="java -jar start.jar --dry-run (modules and start.d alone; the XML is read at the start: see the log)",
        reload=f"systemctl restart {service}",
        undo=f"Delete the files, then: systemctl restart {service}",
    ).instructing()


RENDERER: Final = Renderer(
    target=_TARGET,
    aliases=(),
    title="Jetty",
    minimum=(6,),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
