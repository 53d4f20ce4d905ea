r"""ingress-nginx (1.9 and newer, nginx as Kubernetes' Ingress): flags of cookies, HTTPS and HSTS, as far as it goes.

Two manifests to merge into yours: annotations of the Ingress, and keys of the controller's ConfigMap. No annotation
gives an application's cookie a flag (those named `session-cookie-…` are for the controller's own cookie of affinity,
which nothing here reaches); only a `configuration-snippet` does, and snippets are off by default since 1.9: a ConfigMap
that lets them in (`allow-snippet-annotations`, and `annotations-risk-level: Critical` from 1.12 on) lets whoever may
write an Ingress write nginx's configuration. nginx's own directives overwrite a SameSite, know no lifetimes, renaming
or dropping; where a policy needs those, put a server with Lua or JavaScript before the application.

The controller sends HSTS only on connections that are TLS to itself: where TLS is spoken before it, what speaks it has
to send HSTS. The project was retired in March 2026: faults that are found since are not mended.
"""

from hardtack.policy import (
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    Policy,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
)
from hardtack.render._names import name_of
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_files import head
from hardtack.render._unwritable import unwritable
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "ingress-nginx"
_PREFIX = "nginx.ingress.kubernetes.io"
_NATIVE = "nginx's own directives can't; put a server with Lua or JavaScript before the application (nginx-lua, envoy)."

_INGRESS = """\
# To be merged into your own: applied by itself, it would take the place of what yours says.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  # Put your Ingress's name and namespace here; the rest of it stays as it is.
  name: application
  namespace: default
  annotations:
"""
_CONFIG = """\
# To be merged into your own: applied by itself, it would take the place of what yours says.
apiVersion: v1
kind: ConfigMap
metadata:
  # The controller's own ConfigMap; its other keys stay as they are.
  name: ingress-nginx-controller
  namespace: ingress-nginx
data:
"""
_ANNOTATED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:")
"""What the controller lets into the annotations for Domain and Path both."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-./:;=,+*?()[]^~$|")


def quote(text: str) -> str:
    r"""A YAML string that stands for a text.

    Grammar of what is returned: ``'"' (ALPHA | DIGIT | one of " _-./:;=,+*?()[]^~$|" | "\x" 2HEX | "\U" 8HEX)* '"'``.

    Args:
        text: Any text.
    """
    return '"' + "".join(char if char in _PLAIN else _escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\U{code:08x}"


_HSTS = "The ConfigMap says it for every host of the controller."
_HSTS_BEFORE = "The controller sends it on its own TLS alone; what speaks TLS before it has to send it."
_SENTENCES = {
    "secure": "proxy_cookie_flags adds it, but twice after a tab, and not to a nameless cookie.",
    "httponly": "proxy_cookie_flags does this, but a second time after a tab, and not to a nameless cookie.",
    "samesite": "proxy_cookie_flags overwrites what the application sent, a stricter one and None as well.",
    "domain": "The annotation changes a Domain spelt exactly so.",
    "path": "The annotation changes the first of them, by prefix and not by segment.",
}


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    transport: list[FieldAnswer] = []
    speaks = policy.site.tls is not Tls.NONE
    if policy.transport.redirect is not None and speaks:
        sentence = "It redirects every method, to the host that was asked for, and knows no exempt paths."
        transport.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    if policy.transport.hsts is not None and speaks:
        front = policy.site.tls is Tls.FRONT
        exactness = Exactness.UNSUPPORTED if front else Exactness.APPROXIMATE
        transport.append(answer_of("transport.hsts", exactness, _HSTS_BEFORE if front else _HSTS))
    answers = own_answers(policy, (), _NATIVE, transport)
    return tuple(_native(policy, answer) for answer in answers)


def _native(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    """What nginx's own directives make of a field of the cookies."""
    rule = next((rule for rule in policy.cookies if rule.match.text == answer.rule), None)
    treatment = policy.treatment(rule)
    # Domain and Path are one annotation for all cookies.
    shared = rule is None or getattr(treatment, answer.field, None) == getattr(
        policy.treatment(None), answer.field, None
    )
    can = {
        "secure": treatment.secure is SecureRule.REQUIRE,
        "httponly": True,
        "samesite": True,
        "domain": isinstance(treatment.domain, DomainChange) and shared,
        "path": bool(treatment.path) and shared,
    }.get(answer.field, False)
    if not can:
        return answer
    return FieldAnswer(answer.field, answer.rule, Exactness.APPROXIMATE, _SENTENCES[answer.field])


def _flags(policy: Policy, treatment: Treatment) -> str:
    speaks = policy.site.tls is not Tls.NONE
    # What is set by TLS alone: a flag is one for every request, and on plain HTTP browsers refuse it.
    words = ["secure"] if treatment.secure is SecureRule.REQUIRE and speaks else []
    if treatment.http_only is HttpOnlyRule.REQUIRE:
        words.append("httponly")
    if treatment.http_only is HttpOnlyRule.FORBID:
        words.append("nohttponly")
    if isinstance(treatment.same_site, SameSiteRule):
        words.append(f"samesite={treatment.same_site.value.value}")
    return "".join(f" {word}" for word in words)


def _snippet(policy: Policy) -> list[str]:
    """One line a rule; the first that matches counts alone, so what has no flags is kept from those below."""
    lines: list[str] = []
    bare: list[str] = []
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    for rule in rules:
        flags = _flags(policy, policy.treatment(rule))
        name = ".*" if rule is None else f"(?:{name_of(rule.match)})"
        if flags:
            but = f"(?!(?:{'|'.join(bare)})$)" if bare else ""
            lines.append(f'proxy_cookie_flags "~^{but}{name}$"{flags};')
        else:
            bare.append(name)
    return lines


def _annotations(policy: Policy) -> list[str]:
    others = policy.treatment(None)
    snippet = [f"      {line}" for line in _snippet(policy)]
    lines = ["    # Flags; the first line that matches a cookie's name counts. Needs snippets to be let in."]
    lines = [*lines, f"    {_PREFIX}/configuration-snippet: |", *snippet] if snippet else []
    if isinstance(others.domain, DomainChange):
        words = _let_in(others.domain.old, others.domain.new)
        lines.append(f"    {_PREFIX}/proxy-cookie-domain: {quote(words)}")
    if others.path:
        words = _let_in(others.path[0].old, others.path[0].new)
        lines.append(f"    {_PREFIX}/proxy-cookie-path: {quote(words)}")
    if policy.transport.redirect is not None and policy.site.tls is not Tls.NONE:
        front = policy.site.tls is Tls.FRONT
        lines += [
            "    # Plain HTTP is redirected" + ("." if front else ", where spec.tls names a certificate for the host."),
            f'    {_PREFIX}/{"force-ssl-redirect" if front else "ssl-redirect"}: "true"',
            "    # Without this a slash at the end is lost on the way.",
            f'    {_PREFIX}/preserve-trailing-slash: "true"',
        ]
    return lines


def _let_in(old: str, new: str) -> str:
    """Two words of an annotation; the controller lets no others in, and nginx would read some as its own signs."""
    for word in (old, new):
        if not _ANNOTATED.issuperset(word):
            raise unwritable(word, "an annotation of ingress-nginx")
    return f"{old} {new}"


def _config(policy: Policy) -> list[str]:
    lines: list[str] = []
    if _snippet(policy):
        lines += ["  # Lets snippets in, of everybody who may write an Ingress.", '  allow-snippet-annotations: "true"']
        lines += ["  # From 1.12 on.", '  annotations-risk-level: "Critical"']
    transport = policy.transport
    if transport.redirect is not None:
        lines.append(f'  http-redirect-code: "{int(transport.redirect)}"')
    if (hsts := transport.hsts) is not None and policy.site.tls is Tls.HERE:
        lines += [
            '  hsts: "true"',
            f'  hsts-max-age: "{hsts.max_age}"',
            f'  hsts-include-subdomains: "{str(hsts.subdomains).lower()}"',
            f'  hsts-preload: "{str(hsts.preload).lower()}"',
        ]
    if policy.site.tls is Tls.FRONT:
        lines += [
            "  # What stands before the controller speaks TLS, and is believed.",
            '  use-forwarded-headers: "true"',
        ]
    return lines


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    top = "\n".join(head(policy, _TARGET, "#", tested=False)) + "\n"
    return Rendered(
        files=(
            RenderedFile(
                "/srv/kubernetes/hardtack-ingress.yaml", top + _INGRESS + "\n".join(_annotations(policy)) + "\n"
            ),
            RenderedFile("/srv/kubernetes/hardtack-config.yaml", top + _CONFIG + "\n".join(_config(policy)) + "\n"),
        ),
        answers=_answers(policy),
        tested=False,
        install="Merge the annotations into your Ingress and the keys into the controller's ConfigMap, and apply both.",
        validate="kubectl apply --dry-run=server -f MERGED_FILE: the controller's webhook runs nginx -t.",
        reload="None is needed: the controller takes it up.",
        undo="Take the annotations and the keys out again, and apply.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="ingress-nginx",
    minimum=(1, 9),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
