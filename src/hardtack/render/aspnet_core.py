"""ASP.NET Core (6 and newer): its cookies, HTTPS and HSTS, as C# for Program.cs.

One static class: ``builder.Services.AddHardtack()`` last before `builder.Build()` (of two that set an option, the later
has its way), ``app.UseHardtack()`` first after it. The sign-in cookie of cookie authentication (which has the policy's
role session) and of Identity, the cookie of session state and the antiforgery cookie get what the policy says. All
other cookies that go through `Response.Cookies` get their flags and SameSite in `OnAppendCookie` and, those that are
deleted, in `OnDeleteCookie`; fields written as `Set-Cookie` by hand stay as they are.

Where TLS is spoken in front, the application has to believe that server's X-Forwarded-Proto: where it doesn't and
antiforgery is to be Secure, ASP.NET Core answers every page with a form by an error.
"""

from typing import assert_never
from urllib.parse import urlsplit

from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    HttpOnlyRule,
    MatchKind,
    NamePrefix,
    Policy,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    When,
)
from hardtack.render._literals import literal, utf16_escape
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "aspnet-core"
_NAMES = {
    "prefix": "Name",
    "secure": "SecurePolicy",
    "httponly": "HttpOnly",
    "samesite": "SameSite",
    "domain": "Domain",
    "path": "Path",
}
_BY_TLS = "SameAsRequest"
_SLOTS = (
    Slot(CookieRole.SESSION, ".AspNetCore.Cookies", "path=/; SameSite=Lax; HttpOnly", _NAMES, by_tls=_BY_TLS),
    Slot(None, ".AspNetCore.Identity.Application", "path=/; SameSite=Lax; HttpOnly", _NAMES, by_tls=_BY_TLS),
    Slot(None, ".AspNetCore.Session", "path=/; SameSite=Lax; HttpOnly", _NAMES, by_tls=_BY_TLS),
    Slot(None, ".AspNetCore.Antiforgery", "path=/; SameSite=Strict; HttpOnly", _NAMES, by_tls=_BY_TLS),
)
_OPTIONS = (
    "services.Configure<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme, options =>",
    "services.ConfigureApplicationCookie(options =>",
    "services.Configure<SessionOptions>(options =>",
    "services.Configure<AntiforgeryOptions>(options =>",
)


def quote(value: Value) -> str:
    r"""A C# literal.

    Grammar of what is returned: ``"true" | "false" | "null" | 1*DIGIT`` or a string of printable ASCII between double
    quotes, in which ``"``, ``\``, ``{`` and every other character stand as ``\uhhhh``, one or two.

    Args:
        value: The value; a text may hold any character.
    """
    return literal(value, "null", '"\\{', utf16_escape)


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, _SLOTS)


def _transport(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers: list[FieldAnswer] = []
    speaks = policy.site.tls is not Tls.NONE
    if policy.transport.redirect is not None and speaks:
        sentence = "UseHttpsRedirection redirects every method, to the host asked for; the exempt paths are kept."
        answers.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    if policy.transport.hsts is not None and speaks:
        sentence = "UseHsts does this, save for localhost and for pages of errors, before which headers are cleared."
        answers.append(answer_of("transport.hsts", Exactness.APPROXIMATE, sentence))
    if policy.session is not None and policy.session.idle is not None:
        sentence = "IdleTimeout ends idle session state; how long a sign-in lasts is the application's ExpireTimeSpan."
        answers.append(answer_of("session", Exactness.APPROXIMATE, sentence))
    return tuple(answers)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    answers = own_answers(policy, _owns(policy), ELSEWHERE, _transport(policy))
    return tuple(_appended(answer) for answer in answers)


def _appended(answer: FieldAnswer) -> FieldAnswer:
    """What OnAppendCookie and OnDeleteCookie do for the cookies that the framework's own settings don't reach."""
    if answer.exactness is Exactness.EXACT or answer.field not in {"secure", "httponly", "samesite"}:
        return answer
    sentence = "OnAppendCookie and OnDeleteCookie do this for what goes through Response.Cookies."
    return FieldAnswer(answer.field, answer.rule, Exactness.APPROXIMATE, sentence)


def _statement(one: Setting) -> list[str]:
    value = quote(one.value)
    if one.field == "secure":
        word = one.value if isinstance(one.value, str) else "Always" if one.value else "None"
        value = f"CookieSecurePolicy.{word}"
    elif one.field == "samesite":
        value = f"SameSiteMode.{one.value}"
    return [f"            // {one.why}", f"            options.Cookie.{one.name} = {value};"]


def _services(policy: Policy) -> list[str]:
    lines: list[str] = []
    for own, opening in zip(_owns(policy), _OPTIONS, strict=True):
        statements = [line for one in settings(own) for line in _statement(one)]
        if own.slot.name == ".AspNetCore.Session" and policy.session is not None and policy.session.idle is not None:
            idle = f"            options.IdleTimeout = TimeSpan.FromSeconds({policy.session.idle});"
            statements += ["            // Without a request for so long, the session's state is gone.", idle]
        if statements:
            lines += [f"        {opening}", "        {", *statements, "        });"]
    return [*lines, *_transport_services(policy)]


def _transport_services(policy: Policy) -> list[str]:
    transport = policy.transport
    if policy.site.tls is Tls.NONE:
        return []
    lines: list[str] = []
    if (hsts := transport.hsts) is not None:
        lines += [
            "        services.AddHsts(options =>",
            "        {",
            f"            options.MaxAge = TimeSpan.FromSeconds({hsts.max_age});",
            f"            options.IncludeSubDomains = {quote(hsts.subdomains)};",
            f"            options.Preload = {quote(hsts.preload)};",
            "        });",
        ]
    if transport.redirect is not None:
        lines += [
            "        services.AddHttpsRedirection(options =>",
            "        {",
            f"            options.RedirectStatusCode = {int(transport.redirect)};",
            "            // Left to find the port itself, it redirects nothing where another server speaks TLS.",
            f"            options.HttpsPort = {urlsplit(policy.site.origin).port or 443};",
            "        });",
        ]
    return lines


def _application(policy: Policy) -> list[str]:
    transport, speaks = policy.transport, policy.site.tls is not Tls.NONE
    lines: list[str] = []
    if policy.site.tls is Tls.FRONT:
        lines += [
            "        // What stands before the application speaks TLS. It is believed at this machine's address, or if",
            "        // it is among KnownProxies; where it isn't, a Secure antiforgery cookie is answered by an error.",
            "        app.UseForwardedHeaders(new ForwardedHeadersOptions",
            "        {",
            "            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,",
            "        });",
        ]
    if transport.hsts is not None and speaks:
        lines.append("        app.UseHsts();")
    if transport.redirect is not None and speaks:
        exempt = ", ".join(map(quote, transport.exempt))
        lines += [
            "        // Paths that stay on plain HTTP; one that ends in / stands for all below it.",
            f"        string[] exempt = {{ {exempt} }};"
            if exempt
            else "        string[] exempt = Array.Empty<string>();",
            "        app.UseWhen(context =>",
            "        {",
            "            string asked = context.Request.Path.Value ?? string.Empty;",
            "            return !exempt.Any(path => asked == path",
            "                || (path.EndsWith('/') && asked.StartsWith(path, StringComparison.Ordinal)));",
            "        }, branch => branch.UseHttpsRedirection());",
        ]
    return [*lines, *_cookie_policy(policy)]


def _cookie_policy(policy: Policy) -> list[str]:
    ways = [(_is_for_either(policy, rule), _appends(policy.treatment(rule))) for rule in policy.cookies]
    others = _appends(policy.treatment(None))
    if not others and not any(statements for _, statements in ways):
        return []
    lines = ["        // All cookies that go through Response.Cookies; the first rule that matches counts."]
    lines += ["        static void Harden(HttpContext context, string name, CookieOptions cookie)", "        {"]
    for condition, statements in ways:
        lines += [f"            if ({condition})", "            {"]
        lines += [f"                {statement}" for statement in (*statements, "return;")]
        lines += ["            }"]
    lines += [f"            {statement}" for statement in others]
    lines += ["        }", "        app.UseCookiePolicy(new CookiePolicyOptions", "        {"]
    lines += ["            MinimumSameSitePolicy = SameSiteMode.Unspecified,"]
    call = "context => Harden(context.Context, context.CookieName, context.CookieOptions)"
    return [*lines, *(f"            On{when}Cookie = {call}," for when in ("Append", "Delete")), "        });"]


def _is_for_either(policy: Policy, rule: CookieRule) -> str:
    """Whether a cookie falls under a rule, by the name the application has for it or the one that the settings give."""
    prefix = policy.treatment(rule).prefix
    as_it_is = _is_for(rule.match, "name")
    if prefix is NamePrefix.NONE:
        return as_it_is
    given = quote(prefix.value)
    bare = _is_for(rule.match, f"name.Substring({len(prefix.value)})")
    return f"{as_it_is} || (name.StartsWith({given}, StringComparison.Ordinal) && {bare})"


def _is_for(match: CookieMatch, name: str) -> str:
    match match.kind:
        case MatchKind.NAME:
            return f"{name} == {quote(match.text)}"
        case MatchKind.PREFIX:
            return f"{name}.StartsWith({quote(match.text)}, StringComparison.Ordinal)"
        case MatchKind.PATTERN:
            pattern = quote(rf"\A(?s:{match.text})\z")
            return f"Regex.IsMatch({name}, {pattern}, RegexOptions.CultureInvariant)"
        case _:
            assert_never(match.kind)


def _appends(treatment: Treatment) -> list[str]:
    lines: list[str] = []
    if treatment.secure is SecureRule.REQUIRE:
        lines.append("cookie.Secure = true;")
    if treatment.secure is SecureRule.IF_TLS:
        lines.append("if (context.Request.IsHttps) cookie.Secure = true;")
    if treatment.http_only is not HttpOnlyRule.KEEP:
        lines.append(f"cookie.HttpOnly = {quote(treatment.http_only is HttpOnlyRule.REQUIRE)};")
    rule = treatment.same_site
    if isinstance(rule, SameSiteRule):
        value = f"SameSiteMode.{rule.value.value.capitalize()}"
        # Unspecified < None < Lax < Strict, as here.
        condition = {
            When.ABSENT: "if (cookie.SameSite == SameSiteMode.Unspecified) ",
            When.WEAKER: f"if (cookie.SameSite < {value}) ",
            When.ALWAYS: "",
        }[rule.when]
        lines.append(f"{condition}cookie.SameSite = {value};")
    return lines


# Those that a project has by itself too, since it may have them turned off.
_USING = (
    *("System", "System.Linq", "System.Text.RegularExpressions"),
    *("Microsoft.AspNetCore.Antiforgery", "Microsoft.AspNetCore.Authentication.Cookies"),
    *("Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.CookiePolicy", "Microsoft.AspNetCore.Http"),
    *("Microsoft.AspNetCore.HttpOverrides", "Microsoft.Extensions.DependencyInjection"),
)


def _text(policy: Policy) -> str:
    lines = [*head(policy, _TARGET, "//", tested=False), *(f"using {name};" for name in _USING), ""]
    lines += ["public static class Hardtack", "{", "    // In Program.cs, last before builder.Build()."]
    lines += [
        "    public static void AddHardtack(this IServiceCollection services)",
        "    {",
        *_services(policy),
        "    }",
    ]
    lines += ["", "    // In Program.cs, first after builder.Build()."]
    lines += [
        "    public static void UseHardtack(this WebApplication app)",
        "    {",
        *_application(policy),
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/application/Hardtack.cs", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Put the file into the project; in Program.cs, builder.Services.AddHardtack() last before "
        "builder.Build() and app.UseHardtack() first after it.",
        validate="dotnet build",
        reload="Restart the application.",
        undo="Take the two calls out, delete the file, build, restart.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("aspnetcore",),
    title="ASP.NET Core",
    minimum=(6,),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
