"""WordPress (5.2 and newer): HTTPS for its login, the lifetime of its cookies and HSTS, as a must-use plugin.

WordPress names its cookies after the site's address (`wordpress_logged_in_…`), always adds HttpOnly to those that log
in, and has no setting for SameSite: that, and every other field, is for a server in front. The plugin makes its login
cookies Secure, caps their lifetime, and sends HSTS from PHP. Where TLS is spoken in front, it also lets WordPress know,
from X-Forwarded-Proto; without that, WordPress redirects to itself for ever.

Run on WordPress 6.1.
"""

from hardtack.policy import (
    CookieRule,
    Keep,
    MatchKind,
    MaxLifetime,
    Policy,
    Remove,
    SecureRule,
    Tls,
    hsts_field,
    rule_for,
)
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import asked
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "wordpress"
_COOKIE = "wordpress_logged_in_"
_HASH = "0123456789abcdef0123456789abcdef"
"""What stands after it is the MD5 of the site's address, as patterns for it take one for another."""
_GRACE = 12 * 3600
"""How much longer than the login browsers keep a cookie that remembers it (`wp_set_auth_cookie`)."""
_LONGEST = 14 * 86400
"""How long a login that is remembered lasts if nothing is set; others end with the browser."""


def quote(value: int | str) -> str:
    r"""A PHP literal.

    Grammar of what is returned: ``1*DIGIT`` or a text between single quotes, in which ``'`` and ``\`` have a backslash
    before them.

    Args:
        value: The value; a text may hold any character.
    """
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    transport: list[FieldAnswer] = []
    if policy.transport.redirect is not None and policy.site.tls is not Tls.NONE:
        sentence = "FORCE_SSL_ADMIN redirects the login and the administration alone, by 302."
        transport.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    if policy.transport.hsts is not None and policy.site.tls is not Tls.NONE:
        sentence = "On what WordPress answers by TLS; files, pages out of a cache and what it refuses unread have none."
        transport.append(answer_of("transport.hsts", Exactness.APPROXIMATE, sentence))
    answers = own_answers(policy, (), ELSEWHERE, transport)
    return tuple(_login_answer(policy, answer) for answer in answers)


def _login_answer(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    """What the plugin does for the rule that the login cookies fall under."""
    rule = _rule(policy)
    if rule is None or answer.rule != rule.match.text:
        return answer
    sentences = {
        "secure": "The plugin makes the login cookies Secure.",
        "httponly": "WordPress always adds HttpOnly to its login cookies.",
        "lifetime": "The plugin caps how long a login lasts.",
    }
    if answer.field not in sentences or answer.field not in set(_done(policy)):
        return answer
    if not rule.match.text.startswith(_COOKIE):
        sentence = f"{sentences[answer.field]} Others of that rule stay as they are."
        return answer_of(answer.field, Exactness.APPROXIMATE, sentence, rule)
    if answer.field == "lifetime" and not _remembers(policy.treatment(rule).lifetime):
        sentence = "wp-login.php remembers nobody any more; a form of another plugin still may."
        return answer_of("lifetime", Exactness.APPROXIMATE, sentence, rule)
    return answer_of(answer.field, Exactness.EXACT, sentences[answer.field], rule)


def _rule(policy: Policy) -> CookieRule | None:
    """The rule that the login cookies fall under: one that names one, else the first that matches such a name."""
    named = (
        rule for rule in policy.cookies if rule.match.kind is MatchKind.NAME and rule.match.text.startswith(_COOKIE)
    )
    return next(named, None) or rule_for(policy, f"{_COOKIE}{_HASH}")


def _remembers(lifetime: Keep | Remove | MaxLifetime) -> bool:
    """Whether a login may be remembered: browsers keep its cookie for the login's time and the grace after it."""
    return isinstance(lifetime, MaxLifetime) and lifetime.seconds > _GRACE


def _done(policy: Policy) -> list[str]:
    """The fields of the login cookies that the plugin or WordPress itself does."""
    treatment = policy.treatment(_rule(policy))
    fields = set(asked(treatment))
    done = ["secure"] if treatment.secure is SecureRule.REQUIRE else []
    if "httponly" in fields and treatment.http_only.value == "require":
        done.append("httponly")
    return [*done, "lifetime"] if isinstance(treatment.lifetime, MaxLifetime | Remove) else done


def _plugin(policy: Policy) -> list[str]:
    done = _done(policy)
    lines: list[str] = []
    if policy.site.tls is Tls.FRONT:
        lines += [
            "// What speaks TLS before WordPress says so; it must take this field out of what browsers send.",
            "if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {",
            "    $_SERVER['HTTPS'] = 'on';",
            "}",
        ]
    if "secure" in done:
        lines += [
            "// The login cookies never go by plain HTTP, whatever page sets them.",
            "add_filter('secure_auth_cookie', '__return_true');",
            "add_filter('secure_logged_in_cookie', '__return_true');",
        ]
    lifetime = policy.treatment(_rule(policy)).lifetime
    if isinstance(lifetime, MaxLifetime) and _remembers(lifetime):
        most = quote(min(lifetime.seconds - _GRACE, _LONGEST))
        lines += [
            "// Seconds that a remembered login lasts, at most; browsers keep its cookie for twelve hours more.",
            "add_filter('auth_cookie_expiration', function ($seconds, $user, $remember) {",
            f"    return $remember ? min((int) $seconds, {most}) : $seconds;",
            "}, PHP_INT_MAX, 3);",
        ]
    elif isinstance(lifetime, Remove | MaxLifetime):
        lines += [
            "// Nobody is remembered: a login ends with the browser.",
            "add_action('login_init', function () {",
            "    unset($_POST['rememberme'], $_REQUEST['rememberme']);",
            "});",
        ]
    return [*lines, *_transport(policy)]


def _transport(policy: Policy) -> list[str]:
    transport = policy.transport
    lines: list[str] = []
    if policy.site.tls is Tls.NONE:
        return lines
    if transport.redirect is not None:
        lines += [
            "// The login and the administration by TLS alone; said earlier, WordPress would overwrite it.",
            "add_action('plugins_loaded', function () {",
            "    force_ssl_admin(true);",
            "}, 0);",
        ]
    if transport.hsts is not None:
        field = quote(f"Strict-Transport-Security: {hsts_field(transport.hsts)}")
        lines += [
            "// On every answer of WordPress by TLS, and here at once: no hook is called for all of them.",
            "if (is_ssl() && !headers_sent()) {",
            f"    header({field});",
            "}",
        ]
    return lines


def _text(policy: Policy) -> str:
    name = ["/*", " * Plugin Name: hardtack", " */", ""]
    return "\n".join(["<?php", *head(policy, _TARGET, "//"), *name, *_plugin(policy)]) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/var/www/html/wp-content/mu-plugins/hardtack.php", _text(policy)),),
        answers=_answers(policy),
        tested=True,
        install="Put the file into wp-content/mu-plugins, and make that folder if it isn't there.",
        validate="php -l hardtack.php",
        reload="None is needed: must-use plugins are read at each request.",
        undo="Delete the file.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="WordPress",
    minimum=(5, 2),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
