package io.culvert.base;

import java.util.Locale;

/// The kinds of interface that a configuration can name, with their long and short IOS names.
public enum InterfaceKind {
    ETHERNET("Ethernet", "Et"),
    FAST_ETHERNET("FastEthernet", "Fa"),
    GIGABIT_ETHERNET("GigabitEthernet", "Gi"),
    TEN_GIGABIT_ETHERNET("TenGigabitEthernet", "Te"),
    LOOPBACK("Loopback", "Lo"),
    NULL("Null", "Nu"),
    TUNNEL("Tunnel", "Tu"),
    VIRTUAL_TEMPLATE("Virtual-Template", "Vt"),
    VIRTUAL_ACCESS("Virtual-Access", "Vi");

    private final String longName;
    private final String shortName;

    InterfaceKind(String longName, String shortName) {
        this.longName = longName;
        this.shortName = shortName;
    }

    public String longName() {
        return longName;
    }

    public String shortName() {
        return shortName;
    }

    /// Whether the kind stands for a port that a cable or a packet socket can be plugged into.
    public boolean isPhysical() {
        return this == ETHERNET
                || this == FAST_ETHERNET
                || this == GIGABIT_ETHERNET
                || this == TEN_GIGABIT_ETHERNET;
    }

    /// Whether `word` (letters only, any case) is an abbreviation or the short name of this kind.
    boolean matches(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return longName.toLowerCase(Locale.ROOT).startsWith(lower)
                || shortName.toLowerCase(Locale.ROOT).equals(lower);
    }
}
