"""From the command line's options to what the walk and its client want: brief, client options, scope."""

import ipaddress
import re
from pathlib import Path
from urllib.parse import urljoin

from hardtack.cli.measuring import measuring_of
from hardtack.cli.options import Options
from hardtack.cli.own import client_certificate, own_session, totp_of
from hardtack.cli.password import find_password
from hardtack.cli.reading_text import read_text
from hardtack.cookies.persona import Persona
from hardtack.errors import UsageError
from hardtack.probe.limits import Budget, Limits
from hardtack.probe.options import ClientOptions, parse_proxy, parse_resolve
from hardtack.probe.origin import Target, Unusable, canonical_host, parse_target
from hardtack.probe.scope import Scope
from hardtack.recording.brief import Brief, NamedLogout, Recipe
from hardtack.recording.message import FieldLines
from hardtack.recording.model import Profile
from hardtack.recording.own_session import OwnSession
from hardtack.recording.recipe import parse_recipe
from hardtack.recording.recipe_steps import variables_of
from hardtack.recording.totp import Totp
from hardtack.recording.walk.timing import requests_for

_RATE = 5.0
_LONGEST_AUDIT = 900.0
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def brief_of(options: Options, *, ask_password: bool = True) -> Brief:
    """What the walk is asked to do.

    Args:
        options: the command line.
        ask_password: whether the password is wanted; a dry run gets along without it.

    Raises:
        UsageError: an option can't be, or contradicts another.
        InputError: the recipe is none.
        HostError: a file can't be read.
    """
    own = own_session(options)
    page = own.url if own else None
    # What stands in the query of a copied address may be a secret, so only the page itself is asked with it.
    url = _url(options.url or (page.partition("?")[0] if page else None), "URL")
    recipe = Recipe() if options.recipe is None else parse_recipe(read_text(options.recipe, "--recipe"))
    return Brief(
        url=url,
        username=options.username,
        password=_password(options, recipe, own) if ask_password else _placeholder(options, recipe),
        login_url=_optional(options.login_url, url, "--login-url"),
        inside_url=_optional(options.inside_url or recipe.inside_url or page, url, "--inside-url"),
        logout=_logout(options, url),
        http_url=_twin(options.http_url, "http"),
        https_url=_twin(options.https_url, "https"),
        also=tuple(_url(urljoin(url, one), "--also") for one in options.also),
        allowed_hosts=tuple(_host(one) for one in options.allow_host),
        recipe=recipe,
        persona=persona_of(options, recipe),
        profile=Profile(options.profile or "standard"),
        lab=options.insecure or options.ca is not None,
        settle=options.settle,
        max_requests=options.max_requests,
        own=own,
        end_session=options.end_session,
        totp=_totp(options, recipe),
        measuring=measuring_of(options),
        revisit=options.revisit,
    )


def persona_of(options: Options, recipe: Recipe, password: str | None = None) -> Persona:
    """The test user's own data: the user name, the recipe's, and the password."""
    own = dict(recipe.persona)
    name = options.username or ""
    email = own.pop("email", "") or (name if "@" in name else "")
    return Persona("" if name == email else name, password or "", email, tuple(own.items()))


def client_options(options: Options, own: OwnSession | None = None) -> ClientOptions:
    """How requests are sent.

    Args:
        options: the command line.
        own: a session that was brought along; its fields go with every request.

    Raises:
        UsageError: an option can't be read.
    """
    resolve = tuple(parse_resolve(one) for one in options.resolve)
    target = parse_target(options.url or (own.url if own else None) or "")
    host = target.origin.host if isinstance(target, Target) else ""
    host = next((one.address for one in resolve if one.host == host), host)
    return ClientOptions(
        ca_file=None if options.ca is None else Path(options.ca),
        insecure=options.insecure,
        resolve=resolve,
        proxy=None if options.proxy is None else parse_proxy(options.proxy),
        headers=_headers(options, own),
        limits=Limits(request_deadline=options.timeout),
        rate=options.rate if options.rate is not None or _is_loopback(host) else _RATE,
        client_certificate=client_certificate(options),
    )


def budget_of(options: Options) -> Budget:
    """How much may be sent."""
    measuring = measuring_of(options)
    longest = options.max_time
    if longest is None and not (measuring.idle or measuring.absolute):
        # A tarpit answers each request just before its time is out; a measurement takes the time it was given.
        longest = _LONGEST_AUDIT
    return Budget(options.max_requests + requests_for(measuring), longest)


def scope_of(brief: Brief) -> Scope:
    """What may be touched: everything the user named, and nothing else."""
    logout = brief.logout.url if brief.logout else None
    steps = (urljoin(brief.url, step.url) for step in (*brief.recipe.login, *brief.recipe.logout))
    named = (brief.url, brief.login_url, brief.inside_url, logout, brief.http_url, brief.https_url, *brief.also, *steps)
    targets = (parse_target(url) for url in named if url)
    origins = tuple(dict.fromkeys(target.origin for target in targets if isinstance(target, Target)))
    return Scope(origins, brief.allowed_hosts)


def origin_of(brief: Brief) -> str:
    """Scheme, host and port that the audit is about."""
    target = parse_target(brief.url)
    return str(target.origin) if isinstance(target, Target) else brief.url


def _password(options: Options, recipe: Recipe, own: OwnSession | None) -> str | None:
    if options.password is not None:
        return options.password
    if own is not None:
        # Nobody logs in: cookies are held against it, where it is given.
        return find_password(options.password_file, wanted=None, no_input=True)
    wanted = options.username
    if wanted is None and any("password" in variables_of(step) for step in recipe.login):
        wanted = "the recipe's user"
    if recipe.login and not any("password" in variables_of(step) for step in recipe.login):
        wanted = None
    return find_password(options.password_file, wanted=wanted, no_input=options.no_input)


def _placeholder(options: Options, recipe: Recipe) -> str | None:
    """Something for a dry run to plan with, which is never sent: whether there would be a password is what counts."""
    return (
        ""
        if options.username or options.password_file or recipe.login
        else find_password(None, wanted=None, no_input=True)
    )


def _url(text: str | None, name: str) -> str:
    if not text:
        raise UsageError("There is no URL to audit.", "Say hardtack audit https://app.example/, or --from FILE.")
    text = text.partition("#")[0]
    target = parse_target(text)
    if isinstance(target, Unusable):
        how = "Give an address such as" if "://" in text else "Write it with http:// or https:// before it, as in"
        raise UsageError(f"{name}: {target.reason}.", f"{how} https://app.example/login.")
    return text


def _optional(text: str | None, base: str, name: str) -> str | None:
    return None if text is None else _url(urljoin(base, text), name)


def _headers(options: Options, own: OwnSession | None) -> FieldLines:
    """What every request carries: the user's own word stands above what his browser sent."""
    given = tuple(line for text in options.header for line in _header(text))
    named = {name.lower() for name, _ in given}
    return (*(line for line in (own.fields if own else ()) if line[0].lower() not in named), *given)


def _totp(options: Options, recipe: Recipe) -> Totp | None:
    totp = totp_of(options)
    if totp is None and any("totp" in variables_of(step) for step in (*recipe.login, *recipe.logout)):
        raise UsageError("The recipe uses {totp}, and there is no secret.", "Give it with --totp-file FILE.")
    return totp


def _twin(text: str | None, scheme: str) -> str | None:
    if text is None:
        return None
    url = _url(text, f"--{scheme}-url")
    if not url.lower().startswith(f"{scheme}:"):
        raise UsageError(f"--{scheme}-url is no {scheme} address.", f"Give one that begins with {scheme}://.")
    return url


def _logout(options: Options, base: str) -> NamedLogout | None:
    if options.logout is not None and options.logout_url is not None:
        raise UsageError("--logout and --logout-url both name the way out.", "Give one of them.")
    if options.logout_url is not None:
        return NamedLogout("GET", _url(urljoin(base, options.logout_url), "--logout-url"))
    if options.logout is None:
        return None
    method, _, url = options.logout.strip().rpartition(" ")
    method = (method.strip() or "GET").upper()
    if not _TOKEN.fullmatch(method):
        raise UsageError("--logout is not understood.", 'Write --logout "POST https://app.example/logout".')
    return NamedLogout(method, _url(urljoin(base, url), "--logout"))


def _host(text: str) -> str:
    host = canonical_host(text.strip("[]"))
    if host is None:
        raise UsageError(f"--allow-host {text!r} is no host.", "Give a host name without scheme, port and path.")
    return host


def _header(text: str) -> FieldLines:
    name, colon, value = text.partition(":")
    # The value may be a secret: it is never quoted.
    if not colon or not _TOKEN.fullmatch(name.strip()) or not value.strip().isprintable():
        raise UsageError("--header is not understood.", "Write --header 'NAME: VALUE', printable and on one line.")
    return ((name.strip(), value.strip()),)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
