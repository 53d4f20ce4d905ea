"""Envoy (1.30 and newer) with its Lua filter: every field of a policy, exactly.

One file: a complete bootstrap in JSON with a listener for TLS and one for plain HTTP, the policy in a Lua filter that
stands first in the chain, and a cluster for the application. Envoy's own header mutations see only the first of
several set-cookie lines and join them, so they are used for HSTS alone; there they reach Envoy's own answers too.
An error in a Lua filter lets the response pass as it was, so the policy runs under `pcall` and drops what it can't
enforce.

The cookies of Envoy's stateful sessions are seen by the filter if theirs stands after it, before the router; if theirs
stands first, they are not.
"""

import json

from hardtack.policy import Policy, Tls, hsts_field
from hardtack.render._envoy_lua import envoy_lua
from hardtack.render._heading import heading
from hardtack.render._script_answers import script_answers
from hardtack.render._site import CERTIFICATE, KEY, Front, front
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "envoy"
_TYPE = "type.googleapis.com/envoy.extensions"

Json = dict[str, object]


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return script_answers(
        policy, "Envoy itself answers 502 to a set-cookie line with a control character, whatever the policy says."
    )


def _connection_manager(policy: Policy, site: Front, *, tls: bool) -> Json:
    route: Json = {"cluster": "application", "timeout": "0s"}
    if site.base:
        route["prefix_rewrite"] = f"{site.base}/"
    filters: list[Json] = [
        {
            "name": "envoy.filters.http.lua",
            "typed_config": {
                "@type": f"{_TYPE}.filters.http.lua.v3.Lua",
                "default_source_code": {"inline_string": envoy_lua(policy, _TARGET)},
            },
        },
        {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{_TYPE}.filters.http.router.v3.Router"}},
    ]
    if policy.transport.hsts is not None and tls:
        # First in the chain, so that its part on the way out is the last: on Envoy's own answers too.
        filters.insert(0, _hsts(hsts_field(policy.transport.hsts)))
    return {
        "@type": f"{_TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "hardtack_tls" if tls else "hardtack_plain",
        "use_remote_address": site.tls is not Tls.FRONT,
        "xff_num_trusted_hops": 0,
        # The application gets paths as they came; so does the policy.
        "normalize_path": False,
        "merge_slashes": False,
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "max_request_headers_kb": 96,
        "common_http_protocol_options": {"max_headers_count": 1000},
        "route_config": {
            "name": "hardtack",
            "virtual_hosts": [
                {
                    "name": "application",
                    "domains": ["*"],
                    "routes": [
                        {
                            "match": {"prefix": "/"},
                            "route": route,
                            "response_headers_to_add": [
                                {
                                    "header": {"key": "x-hardtack-upstream", "value": "1"},
                                    "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
                                }
                            ],
                        }
                    ],
                }
            ],
        },
        "http_filters": filters,
    }


def _hsts(value: str) -> Json:
    mutation = {
        "append": {
            "header": {"key": "strict-transport-security", "value": value},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }
    }
    return {
        "name": "envoy.filters.http.header_mutation",
        "typed_config": {
            "@type": f"{_TYPE}.filters.http.header_mutation.v3.HeaderMutation",
            "mutations": {"response_mutations": [mutation]},
        },
    }


def _listener(policy: Policy, site: Front, port: int, *, tls: bool) -> Json:
    chain: Json = {
        "filters": [
            {
                "name": "envoy.filters.network.http_connection_manager",
                "typed_config": _connection_manager(policy, site, tls=tls or site.tls is Tls.FRONT),
            }
        ]
    }
    if tls:
        certificate = {"certificate_chain": {"filename": CERTIFICATE}, "private_key": {"filename": KEY}}
        chain["transport_socket"] = {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": f"{_TYPE}.transport_sockets.tls.v3.DownstreamTlsContext",
                "common_tls_context": {
                    "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
                    "alpn_protocols": ["h2", "http/1.1"],
                    "tls_certificates": [certificate],
                },
            },
        }
    return {
        "name": "hardtack_tls" if tls else "hardtack_plain",
        "address": {"socket_address": {"address": "0.0.0.0", "port_value": port}},  # noqa: S104 -- a public server
        "per_connection_buffer_limit_bytes": 1048576,
        "filter_chains": [chain],
    }


def _cluster(site: Front) -> Json:
    address = {"socket_address": {"address": site.upstream_host.strip("[]"), "port_value": site.upstream_port}}
    return {
        "name": "application",
        "type": "STRICT_DNS",
        "connect_timeout": "5s",
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": f"{_TYPE}.upstreams.http.v3.HttpProtocolOptions",
                # Room for many cookies; the usual hundred fields answer 502.
                "common_http_protocol_options": {"max_headers_count": 1000},
                "explicit_http_config": {"http_protocol_options": {}},
            }
        },
        "load_assignment": {
            "cluster_name": "application",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}],
        },
    }


_CHECK = "envoy --mode validate -c /etc/envoy/hardtack.json"
_RELOAD = "Hot restart: a second Envoy with --restart-epoch one higher than that of the one that runs."
_UNDO = "Start Envoy with the configuration it had before."


def _bootstrap(policy: Policy) -> str:
    site = front(policy)
    listeners: list[Json] = []
    if site.tls is Tls.HERE:
        listeners.append(_listener(policy, site, site.port, tls=True))
    plain_port = site.port if site.plain_port is None else site.plain_port
    listeners.append(_listener(policy, site, plain_port, tls=False))
    told = [*heading(policy, _TARGET), f"Check: {_CHECK}", f"Reload: {_RELOAD}", f"Undo: {_UNDO}"]
    text = json.dumps(
        {
            # JSON has no comments: what this file is stands here, what it does in the Lua's comments.
            "node": {"id": "hardtack", "cluster": "hardtack", "metadata": {"hardtack": told}},
            "static_resources": {"listeners": listeners, "clusters": [_cluster(site)]},
        },
        indent=1,
        ensure_ascii=True,
    )
    return text + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/etc/envoy/hardtack.json", _bootstrap(policy)),),
        answers=_answers(policy),
        tested=True,
        install="Put the file in place, set the certificate's paths, start Envoy with `-c /etc/envoy/hardtack.json`.",
        validate=_CHECK,
        reload=_RELOAD,
        undo=_UNDO,
    )


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="Envoy",
    minimum=(1, 30),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
