"""HAProxy with its own Lua (2.6 and newer, as Debian builds it): every field of a policy, exactly.

HAProxy's header rules see one line at a time and no dates; its Lua sees all set-cookie lines of a response, so
limits, old identities and the capping of Expires are exact too. The Lua action stands in the frontend's
`http-response` rules. Those do not see a cookie that HAProxy adds by itself (`cookie ... insert` in a backend): give
such a line the words `secure httponly attr SameSite=Lax`, and its cookie no prefix in the policy. It would go out
without one and not be let in again, so each request would be led to any server. The target `haproxy` does see it.

Two files: the policy as a Lua file that also registers two actions, and a configuration to be named beside yours
(`haproxy -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/hardtack.cfg`, in Debian by EXTRAOPTS), with a frontend for TLS
and plain HTTP and a backend.
"""

from typing import assert_never

from hardtack.policy import Policy, Tls, hsts_field
from hardtack.render._heading import heading
from hardtack.render._script_answers import script_answers
from hardtack.render._site import BODY_502, Front, front
from hardtack.render.lua_policy import lua_policy
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "haproxy-lua"
_LUA = "/etc/haproxy/hardtack_policy.lua"
_PEM = "/etc/haproxy/certs/hardtack.pem"

_ACTIONS = """
-- The way in: what is answered by plain HTTP, and the cookies that browsers send.
core.register_action("hardtack_request", {"http-req"}, function(txn)
  local path = string.match(txn.sf:path(), "^[^?]*")
  txn:set_var("txn.hardtack_plain", policy_functions.plain(txn.sf:method(), path))
  local given = txn.http:req_get_headers()["cookie"]
  if not given then return end
  local fields = {}
  for index = 0, #given do fields[#fields + 1] = given[index] end
  local field = policy_functions.safe_request(table.concat(fields, "; "))
  txn.http:req_del_header("Cookie")
  if field ~= "" then txn.http:req_add_header("Cookie", field) end
end)

-- The way out.
core.register_action("hardtack_response", {"http-res"}, function(txn)
  local location = txn.http:res_get_headers()["location"]
  if location then txn.http:res_set_header("Location", policy_functions.safe_location(location[0])) end
  local given = txn.http:res_get_headers()["set-cookie"]
  if not given then return end
  local lines = {}
  for index = 0, #given do lines[#lines + 1] = given[index] end
  txn.http:res_del_header("Set-Cookie")
  -- HAProxy hands a boolean over as 0 or 1.
  local secure = txn:get_var("txn.hardtack_secure") == 1
  local sent, refused, notes = policy_functions.safe_response(lines, secure, os.time())
  for _, line in ipairs(sent) do txn.http:res_add_header("Set-Cookie", line) end
  for _, note in ipairs(notes) do core.Warning("hardtack: " .. note) end
  if refused then txn:set_var("txn.hardtack_refused", true) end
end)
"""

_CONFIGURATION = """\
global
  lua-load {lua}
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
  # The cookies of the request, and what plain HTTP is answered.
  http-request lua.hardtack_request
{plain}{proto}
  http-response lua.hardtack_response
  # 502 in place of a response that must not pass.
  http-response return status 502 content-type text/plain string "{refused}" \
if {{ var(txn.hardtack_refused) -m bool }}
{hsts}  default_backend hardtack_application

backend hardtack_application
  mode http
{base}  timeout connect 5s
  timeout server 60s
  timeout tunnel 1h
  server application {upstream}
"""

_REDIRECT = """\
  http-request redirect prefix {origin} code {status} if !{{ var(txn.hardtack_secure) -m bool }} \
{{ var(txn.hardtack_plain) -m str redirect }}
  # Other methods were sent in clear already; whoever sends them has to learn of it.
  http-request deny deny_status 403 if !{{ var(txn.hardtack_secure) -m bool }} \
!{{ var(txn.hardtack_plain) -m str serve }}
"""
# After-response rules see HAProxy's own answers too.
_HSTS = """\
  # One field, in place of the application's own, on HAProxy's own errors too.
  http-after-response set-header Strict-Transport-Security "{value}" if {{ var(txn.hardtack_secure) -m bool }}
"""


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return script_answers(policy, None)


def _module(policy: Policy) -> str:
    """The policy, and the actions that HAProxy calls."""
    text = lua_policy(policy, _TARGET).removesuffix("return M\n")
    return f"{text}local policy_functions = M\n{_ACTIONS}"


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


def _configuration(policy: Policy) -> str:
    site = front(policy)
    fronted = site.tls is Tls.FRONT
    transport = policy.transport
    plain = ""
    if transport.redirect is not None and site.tls is not Tls.NONE:
        plain = _REDIRECT.format(origin=site.origin, status=int(transport.redirect))
    hsts = ""
    if transport.hsts is not None and site.tls is not Tls.NONE:
        hsts = _HSTS.format(value=hsts_field(transport.hsts))
    proto = (
        "  # What stands in front says itself whether it spoke TLS."
        if fronted
        else "  http-request set-header X-Forwarded-For %[src]\n"
        "  http-request set-header X-Forwarded-Proto https if { ssl_fc }\n"
        "  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }"
    )
    text = _CONFIGURATION.format(
        lua=_LUA,
        binds=_binds(site),
        secure="bool(true) if { req.fhdr(x-forwarded-proto,-1) -m str https }" if fronted else "ssl_fc",
        plain=plain,
        proto=proto,
        refused=BODY_502,
        hsts=hsts,
        upstream=site.upstream,
        base=f"  # The application lives below this path.\n  http-request set-path {site.base}%[path]\n"
        if site.base
        else "",
    )
    return "".join(f"# {line}\n" for line in heading(policy, _TARGET)) + text


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(
            RenderedFile(_LUA, _module(policy)),
            RenderedFile("/etc/haproxy/hardtack.cfg", _configuration(policy)),
        ),
        answers=_answers(policy),
        tested=True,
        install='Put both files in place, give HAProxy the second beside its own (in Debian: EXTRAOPTS="-f '
        "/etc/haproxy/hardtack.cfg\" in /etc/default/haproxy) and set the certificate's path.",
        validate="haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/hardtack.cfg",
        reload="systemctl reload haproxy",
        undo="Take /etc/haproxy/hardtack.cfg out of EXTRAOPTS, delete both files, then reload.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="HAProxy with Lua",
    minimum=(2, 6),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
