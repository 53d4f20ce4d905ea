"""Rails (6.1 and newer): its session cookie, HTTPS and HSTS, as an initializer.

The options are merged into those of the session store that the application has, whichever it is; the file's name puts
it after `session_store.rb`. `force_ssl` sets HSTS, redirects, and adds Secure to every cookie; it is written where the
policy asks for HSTS, without which it can't be had. Cookies that the application sets through `cookies` get their
SameSite from `cookies_same_site_protection`, where they have none.

Run on Rails 6.1; what it relies on of newer ones was read in their source.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from hardtack.policy import CookieRole, Policy, SameSiteRule, SecureRule, Tls, When
from hardtack.render._literals import literal
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "rails"

_BY_TLS = "  secure: false,"
_SLOT = Slot(
    CookieRole.SESSION,
    "_app_session",
    "path=/; HttpOnly; SameSite=Lax",
    {
        "prefix": "key",
        "secure": "secure",
        "httponly": "httponly",
        "samesite": "same_site",
        "domain": "domain",
        "path": "path",
    },
)


def quote(value: Value) -> str:
    r"""A Ruby literal.

    Grammar of what is returned: ``"true" | "false" | "nil" | 1*DIGIT`` or a string of printable ASCII between double
    quotes, in which ``"``, ``\``, ``#`` and every other character stand as ``\u{h…}``.

    Args:
        value: The value; a text may hold any character.
    """
    return literal(value, "nil", '"\\#', lambda char: f"\\u{{{ord(char):x}}}")


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, (_SLOT,))


def _transport(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers: list[FieldAnswer] = []
    transport = policy.transport
    if not _forces(policy):
        if transport.redirect is not None:
            sentence = "force_ssl always says something of HSTS, and the policy says nothing: a server in front can."
            answers.append(answer_of("transport.redirect", Exactness.UNSUPPORTED, sentence))
        return tuple(answers)
    if transport.redirect is not None:
        sentence = "force_ssl redirects every method; the exempt paths are kept."
        answers.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    sentence = "force_ssl does this, where the application sets none of its own."
    answers.append(answer_of("transport.hsts", Exactness.EXACT, sentence))
    return tuple(answers)


def _forces(policy: Policy) -> bool:
    """Whether force_ssl is written: it can't be had without HSTS, save as one that tells browsers to forget."""
    return policy.transport.hsts is not None and policy.site.tls is not Tls.NONE


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers = own_answers(policy, _owns(policy), ELSEWHERE, _transport(policy))
    if not _flags_all(policy):
        return answers
    return tuple(_flagged(policy, one) if one.field == "secure" else one for one in answers)


def _flagged(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    """What force_ssl makes of an answer on Secure, which it adds to whatever an answer by TLS sets."""
    sessions = {own.rule.match.text for own in _owns(policy) if own.alone and own.rule is not None}
    if answer.rule not in sessions:
        sentence = "force_ssl adds Secure to every cookie of an answer by TLS, those of other rules too."
        return replace(answer, exactness=Exactness.APPROXIMATE, sentence=sentence)
    if answer.exactness is Exactness.EXACT:
        return answer
    return replace(answer, exactness=Exactness.EXACT, sentence="force_ssl adds it by TLS.")


def _flags_all(policy: Policy) -> bool:
    return _forces(policy) and policy.treatment(None).secure is not SecureRule.KEEP


def _entry(one: Setting) -> list[str]:
    value = quote(one.value)
    if one.field == "samesite" and isinstance(one.value, str):
        value = f":{one.value.lower()}"
    return [f"  # {one.why}", f"  {one.name}: {value},"]


def _session(policy: Policy) -> list[str]:
    found = [one for own in _owns(policy) for one in settings(own)]
    entries = [line for one in found for line in _entry(one)]
    if _flags_all(policy) and not any(one.field == "secure" for one in found):
        entries += ["  # force_ssl adds it by TLS; said nothing, Rails would give no session to plain HTTP.", _BY_TLS]
    if not entries:
        return []
    return [
        "# What Rails would set later, so that the options below are merged into it.",
        "unless config.session_store?",
        '  name = Rails.application.railtie_name.chomp("_application")',
        '  config.session_store :cookie_store, key: "_#{name}_session"',
        "end",
        "config.session_options.merge!(",
        *entries,
        ")",
    ]


def _others(policy: Policy) -> list[str]:
    same_site = policy.treatment(None).same_site
    if not isinstance(same_site, SameSiteRule) or same_site.when is When.ALWAYS:
        return []
    word = same_site.value.value
    return [
        "# For cookies that the application sets without a SameSite.",
        f"config.action_dispatch.cookies_same_site_protection = :{word}",
    ]


def _ssl(policy: Policy) -> list[str]:
    transport = policy.transport
    if not _forces(policy) or transport.hsts is None:
        return []
    hsts = transport.hsts
    options = (
        ("redirect", f"{{ {_where(policy)}exclude: stays }}"),
        ("secure_cookies", quote(_flags_all(policy))),
        (
            "hsts",
            f"{{ expires: {hsts.max_age}, subdomains: {quote(hsts.subdomains)}, preload: {quote(hsts.preload)} }}",
        ),
    )
    lines = ["# HSTS, the redirect of plain HTTP, and Secure on every cookie if the policy's defaults want that."]
    lines += [*_stays(policy), "config.force_ssl = true", "config.ssl_options = {"]
    return [*lines, *(f"  {name}: {value}," for name, value in options), "}"]


def _stays(policy: Policy) -> list[str]:
    """What asks whether a request is not redirected; of answers to such by TLS, Rails flags no cookie either."""
    transport = policy.transport
    if transport.redirect is None:
        return ["# Plain HTTP is served as it was.", "stays = ->(request) { !request.ssl? }"]
    return [
        "# Paths that stay on plain HTTP; one that ends in / stands for all below it.",
        f"exempt = [{', '.join(map(quote, transport.exempt))}]",
        "stays = ->(request) do",
        "  !request.ssl? && exempt.any? do |path|",
        '    path == request.path || (path.end_with?("/") && request.path.start_with?(path))',
        "  end",
        "end",
    ]


def _where(policy: Policy) -> str:
    """Where plain requests are redirected to; by itself Rails keeps the port of the plain side."""
    redirect = policy.transport.redirect
    if redirect is None:
        return ""
    origin = urlsplit(policy.site.origin)
    return f"status: {int(redirect)}, host: {quote(origin.hostname)}, port: {origin.port or 443}, "


def _text(policy: Policy) -> str:
    lines = [*head(policy, _TARGET, "#"), "config = Rails.application.config", ""]
    return "\n".join([*lines, *_session(policy), *_others(policy), *_ssl(policy)]) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/application/config/initializers/zz_hardtack.rb", _text(policy)),),
        answers=_answers(policy),
        tested=True,
        install="Put the file into config/initializers; its name keeps it the last. Behind a server that speaks TLS, "
        "that one must send X-Forwarded-Proto.",
        validate="bin/rails runner 'pp Rails.application.config.session_options'",
        reload="Restart the application's server.",
        undo="Delete the file, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("ruby-on-rails",),
    title="Rails",
    minimum=(6, 1),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
