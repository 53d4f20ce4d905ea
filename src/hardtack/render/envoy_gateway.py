"""Envoy Gateway (1.4 and newer): the policy as a Lua extension of a Gateway in Kubernetes.

An EnvoyExtensionPolicy that holds the Lua which the target envoy has been tried with; its `targetRefs` names your
Gateway. Envoy Gateway runs such a script once by itself before it accepts it (`luaValidation: Strict`), without
`require`, `setmetatable` and their kind: it uses none of them. From 1.9 on, Lua has to be enabled in the EnvoyGateway
configuration (`extensionApis.enableLua: true`).

Where TLS is spoken before the Gateway, a ClientTrafficPolicy has Envoy believe what that server says of it. By itself
Envoy writes X-Forwarded-Proto anew, and every request would be one by plain HTTP.

A policy for an HTTPRoute replaces the Gateway's for that route: give it there again. A Location is left as the
application writes it, and HSTS is set by the script, on what passes it.
"""

from hardtack.policy import Policy, Tls, hsts_field
from hardtack.render._envoy_lua import envoy_lua
from hardtack.render._own_files import head
from hardtack.render._script_answers import script_answers
from hardtack.render.lua_policy import quote
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "envoy-gateway"

_TRUST = """\
# What stands before Envoy says whether the browser came by TLS. Without this Envoy takes its word for nothing, and all
# requests for such by plain HTTP. Only what speaks TLS may reach the Gateway, which has one ClientTrafficPolicy alone:
# if there is one, put clientIPDetection into that.
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata:
  name: hardtack
  # The namespace of the Gateway.
  namespace: default
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      # Put your Gateway's name here.
      name: eg
  clientIPDetection:
    xForwardedFor:
      # How many servers stand before Envoy that add to X-Forwarded-For.
      numTrustedHops: 1
---
"""
_MANIFEST = """\
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyExtensionPolicy
metadata:
  name: hardtack
  # The namespace of the Gateway.
  namespace: default
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      # Put your Gateway's name here.
      name: eg
  lua:
    - type: Inline
      inline: |
"""
_HSTS = """
-- In place of the application's own.
local respond = envoy_on_response
function envoy_on_response(handle)
  respond(handle)
  local known = handle:streamInfo():dynamicMetadata():get("hardtack")
  if known ~= nil and known["secure"] == true then
    handle:headers():replace("strict-transport-security", {value})
  end
end
"""


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    own = "Envoy itself answers 502 to a set-cookie line with a control character, whatever the policy says."
    answers = script_answers(policy, own)
    hsts = "On what passes the script; what Envoy answers before it has none."
    return tuple(
        FieldAnswer(answer.field, answer.rule, Exactness.APPROXIMATE, hsts)
        if answer.field == "transport.hsts" and answer.exactness is Exactness.EXACT
        else answer
        for answer in answers
    )


def _script(policy: Policy) -> str:
    script = envoy_lua(policy, _TARGET)
    hsts = policy.transport.hsts
    if hsts is None or policy.site.tls is Tls.NONE:
        return script
    return script + _HSTS.format(value=quote(hsts_field(hsts)))


def _text(policy: Policy) -> str:
    # A block of YAML holds any text of printable ASCII as it is, if each line is indented.
    script = "".join(f"        {line}\n" if line else "\n" for line in _script(policy).splitlines())
    trust = _TRUST if policy.site.tls is Tls.FRONT else ""
    return "\n".join(head(policy, _TARGET, "#", tested=False)) + "\n" + trust + _MANIFEST + script


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/srv/kubernetes/hardtack.yaml", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Set the Gateway's name and namespace; kubectl apply -f hardtack.yaml",
        validate="kubectl apply --dry-run=server -f hardtack.yaml, and once applied, Accepted in "
        "kubectl describe envoyextensionpolicy hardtack",
        reload="None is needed: Envoy Gateway takes it up.",
        undo="kubectl delete -f hardtack.yaml",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Envoy Gateway",
    minimum=(1, 4),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
