package io.culvert.lab.topology;

/// What a node of a topology is in the lab.
public enum NodeKind {
    ROUTER,
    HOST,
    BRIDGE,
    NAT
}
