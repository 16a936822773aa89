package io.culvert.rib.vpn;

/// The protocols that may hold a label.
public enum LabelOwner {
    BGP,
    NHRP,
    LDP,
    STATIC
}
