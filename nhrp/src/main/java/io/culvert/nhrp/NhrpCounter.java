package io.culvert.nhrp;

/// What `show ip nhrp stats` counts per interface, in the order of the display (cli-show-formats.md section 6).
public enum NhrpCounter {
    INTERFACE_UP("Interface Up"),
    INTERFACE_DOWN("Interface Down"),
    TUNNEL_BUILD("Create VA"),
    TUNNEL_UP("Up"),
    TUNNEL_DOWN("Down"),
    ROUTE_ADD("Add Route"),
    ROUTE_DELETE("Del Route"),
    OVERRIDE_ADD("Add NHO"),
    OVERRIDE_DELETE("Del NHO"),
    WATCH_WITHOUT_ROUTE("Rwatch w/o route"),
    LABEL_ALLOCATE("Label Alloc"),
    LABEL_RELEASE("Label Release"),
    IP_KEY_BIND("MPLS IP Key Bind"),
    VPN_KEY_BIND("MPLS VPN Key Bind");

    private final String text;

    NhrpCounter(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
