package io.culvert.lab.topology;

import java.util.List;

/// The keys of containerlab's topology schema (containerlab.dev/manual/topo-def-file and nodes), and which of them the
/// lab acts upon.
final class Keys {
    static final List<String> TOP_USED = List.of("name", "topology");
    static final List<String> TOP_KNOWN = List.of("prefix", "mgmt", "settings", "debug");

    static final List<String> TOPOLOGY_USED =
            List.of("defaults", "kinds", "groups", "nodes", "links");

    static final List<String> NODE_USED =
            List.of("kind", "group", "image", "startup-config", "exec", "labels");
    static final List<String> NODE_KNOWN =
            List.of(
                    "type",
                    "license",
                    "image-pull-policy",
                    "startup-delay",
                    "enforce-startup-config",
                    "suppress-startup-config",
                    "auto-remove",
                    "restart-policy",
                    "config",
                    "binds",
                    "devices",
                    "cap-add",
                    "ports",
                    "publish",
                    "env",
                    "env-files",
                    "mgmt-ipv4",
                    "mgmt-ipv6",
                    "mgmt_ipv4",
                    "mgmt_ipv6",
                    "position",
                    "cmd",
                    "entrypoint",
                    "user",
                    "cpu",
                    "cpu-set",
                    "memory",
                    "shm-size",
                    "network-mode",
                    "runtime",
                    "sandbox",
                    "kernel",
                    "sysctls",
                    "extras",
                    "wait-for",
                    "stages",
                    "dns",
                    "certificate",
                    "healthcheck",
                    "aliases",
                    "components",
                    "credentials");

    static final List<String> LINK_USED = List.of("endpoints", "mtu", "type");
    static final List<String> LINK_KNOWN = List.of("labels", "vars", "ipv4", "ipv6");

    static final List<String> ENDPOINT_USED = List.of("node", "interface");
    static final List<String> ENDPOINT_KNOWN = List.of("mac", "ipv4", "ipv6", "vars");

    private Keys() {}
}
