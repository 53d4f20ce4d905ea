"""Traefik (3.7 and newer) with a plugin of its own: every field of a policy, exactly.

Traefik's own middlewares can't edit a cookie: `customResponseHeaders` leaves one of several set-cookie lines. So the
policy is a local plugin, which Traefik interprets from its source; nothing is downloaded or compiled. The source is the
same for every policy and lies in `plugins-local` below the folder that Traefik is started in; the policy itself is the
plugin's configuration in the dynamic file, so that a changed policy takes effect without a restart. Traefik's own
cookie (`sticky`) goes through the plugin too.

The plugin also answers plain requests (Traefik's redirections know 301 and 302 for GET, 307 and 308 are for other
methods too, and never 403) and sets HSTS, on Traefik's own errors as well. A response without a length is flushed as
it comes, because the interpreter hides from Traefik that it can be: events and websockets work as without the plugin.

What the policy notes (a cookie that did not pass, a name that no rule knows) stands in Traefik's log at the level
ERROR. `sanitizePath` is off, so that paths reach the application as they came; the policy's exempt paths allow no dot
segments. Where Traefik routes other applications by their paths on the same entry points, give those their own.
"""

from hardtack.policy import Policy, Tls
from hardtack.render._heading import heading
from hardtack.render._script_answers import script_answers
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version
from hardtack.render.traefik_handler import GO_HANDLER
from hardtack.render.traefik_lines import GO_LINES
from hardtack.render.traefik_policy import GO_POLICY
from hardtack.render.traefik_settings import GO_SETTINGS
from hardtack.render.traefik_table import quote, table

__all__ = ["RENDERER"]

_TARGET = "traefik"
_FOLDER = "/etc/traefik"
_MODULE = "hardtack.invalid/hardtack"

_STATIC = """\
# Start Traefik in this folder: it looks for plugins-local where it is started (systemd: WorkingDirectory=/etc/traefik).
entryPoints:
{entry_points}
experimental:
  localPlugins:
    hardtack:
      moduleName: "{module}"
providers:
  file:
    # The policy; a change of it is taken up at once.
    filename: "{folder}/dynamic/hardtack.yml"
    watch: true
"""
_ENTRY_POINT = """\
  {name}:
    address: ":{port}"
    http:
      # Paths go to the application as they came; the policy's exempt paths allow no dot segments.
      sanitizePath: false
      # Without it Traefik makes "&" of a ";" in a query.
      encodeQuerySemicolons: true
"""
_TRUST = """\
    forwardedHeaders:
      # Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.
      insecure: true
"""
_ROUTER = """\
    hardtack-{name}:
      entryPoints: ["{name}"]
      rule: "PathPrefix(`/`)"
      middlewares: ["hardtack"]
      service: "application"
"""
_SERVICE = """\
  services:
    application:
      loadBalancer:
        servers:
          - url: {url}
            # The path in the URL is put before the request's.
            preservePath: true
"""
_CERTIFICATE = """\
tls:
  options:
    default:
      minVersion: "VersionTLS12"
  stores:
    default:
      defaultCertificate:
        # Put your certificate chain and key here.
        certFile: "{certificate}"
        keyFile: "{key}"
"""
_MANIFEST = """\
displayName: "hardtack"
type: "middleware"
import: "{module}"
summary: "A cookie policy."
testData:
  Redirect: 0
"""
_FILES = {"lines.go": GO_LINES, "policy.go": GO_POLICY, "settings.go": GO_SETTINGS, "handler.go": GO_HANDLER}


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    own = "Traefik itself answers 500 to a set-cookie line with a control character, whatever the policy says."
    refused = FieldAnswer("on_error", None, Exactness.APPROXIMATE, own)
    answers = script_answers(policy, None, by="plugin")
    return tuple(refused if answer.field == "on_error" else answer for answer in answers)


def _heading(policy: Policy) -> str:
    return "".join(f"# {line}\n" for line in heading(policy, _TARGET))


def _entry_points(site: Front) -> dict[str, int]:
    """The names of the entry points and their ports; the one that speaks TLS is "websecure"."""
    if site.tls is Tls.HERE:
        return {"websecure": site.port, "web": site.plain_port or site.port}
    return {"web": site.port}


def _static(policy: Policy, site: Front) -> str:
    trust = _TRUST if site.tls is Tls.FRONT else ""
    points = [_ENTRY_POINT.format(name=name, port=port) + trust for name, port in _entry_points(site).items()]
    return _heading(policy) + _STATIC.format(entry_points="".join(points), module=_MODULE, folder=_FOLDER)


def _dynamic(policy: Policy, site: Front) -> str:
    lines = [_heading(policy) + "http:\n  routers:\n"]
    for name in _entry_points(site):
        lines.append(_ROUTER.format(name=name))
        if name == "websecure":
            lines.append("      tls: {}\n")
    url = f"http://{site.upstream}{site.base}"
    lines.append(_SERVICE.format(url=quote(url)))
    lines.append("  middlewares:\n    hardtack:\n      plugin:\n        hardtack:\n")
    lines += [f"          {line}\n" for line in table(policy, site)]
    if site.tls is Tls.HERE:
        lines.append(_CERTIFICATE.format(certificate=CERTIFICATE, key=KEY))
    return "".join(lines)


def _plugin(policy: Policy) -> tuple[RenderedFile, ...]:
    folder = f"{_FOLDER}/plugins-local/src/{_MODULE}"
    made, command = heading(policy, _TARGET)
    # Of the digest nothing is said: these files are the same for every policy.
    by = f"{made.partition(' from ')[0]}; the same for every policy, which is in the dynamic configuration."
    sources = (RenderedFile(f"{folder}/{name}", f"// {by}\n// {command}\n{text}") for name, text in _FILES.items())
    manifest = RenderedFile(f"{folder}/.traefik.yml", f"# {by}\n# {command}\n" + _MANIFEST.format(module=_MODULE))
    return (*sources, manifest)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    site = front(policy)
    return Rendered(
        files=(
            RenderedFile(f"{_FOLDER}/traefik.yml", _static(policy, site)),
            RenderedFile(f"{_FOLDER}/dynamic/hardtack.yml", _dynamic(policy, site)),
            *_plugin(policy),
        ),
        answers=_answers(policy),
        tested=True,
        install=f"Put the files in place, set the certificate's paths, and start Traefik in {_FOLDER} "
        f"with --configFile={_FOLDER}/traefik.yml.",
        validate="Traefik checks nothing without running: start it on other ports and read its log, "
        "which is empty if all is well.",
        reload="None is needed for a changed policy: Traefik watches the dynamic file, and keeps the last one that it "
        "could read. A changed plugin (a new version of hardtack) or traefik.yml needs a restart.",
        undo=f"Delete {_FOLDER}/plugins-local and {_FOLDER}/dynamic/hardtack.yml, put the former traefik.yml back, "
        "restart.",
    )


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Traefik",
    minimum=(3, 7),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
