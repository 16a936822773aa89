package io.culvert.wire.ike;

/// What a configuration attribute carries, RFC 7296 section 3.15.1; from 28672 on, the private use of one vendor.
public record ConfigAttributeType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final ConfigAttributeType INTERNAL_IP4_ADDRESS = named(1, "INTERNAL_IP4_ADDRESS");
    public static final ConfigAttributeType INTERNAL_IP4_NETMASK = named(2, "INTERNAL_IP4_NETMASK");
    public static final ConfigAttributeType INTERNAL_IP4_DNS = named(3, "INTERNAL_IP4_DNS");
    public static final ConfigAttributeType INTERNAL_IP4_NBNS = named(4, "INTERNAL_IP4_NBNS");
    public static final ConfigAttributeType APPLICATION_VERSION = named(7, "APPLICATION_VERSION");
    public static final ConfigAttributeType INTERNAL_IP6_ADDRESS = named(8, "INTERNAL_IP6_ADDRESS");
    public static final ConfigAttributeType INTERNAL_IP6_DNS = named(10, "INTERNAL_IP6_DNS");
    public static final ConfigAttributeType INTERNAL_IP4_SUBNET = named(13, "INTERNAL_IP4_SUBNET");
    public static final ConfigAttributeType SUPPORTED_ATTRIBUTES =
            named(14, "SUPPORTED_ATTRIBUTES");
    public static final ConfigAttributeType INTERNAL_IP6_SUBNET = named(15, "INTERNAL_IP6_SUBNET");
    public static final ConfigAttributeType BANNER = named(28672, "BANNER");
    public static final ConfigAttributeType SAVE_PASSWORD = named(28673, "SAVE_PASSWORD");
    public static final ConfigAttributeType DEFAULT_DOMAIN = named(28674, "DEFAULT_DOMAIN");
    public static final ConfigAttributeType SPLIT_DNS = named(28675, "SPLIT_DNS");
    public static final ConfigAttributeType SPLIT_INCLUDE = named(28676, "SPLIT_INCLUDE");
    public static final ConfigAttributeType BACKUP_SERVERS = named(28681, "BACKUP_SERVERS");
    public static final ConfigAttributeType CONFIGURATION_URL = named(28692, "CONFIGURATION_URL");

    private static ConfigAttributeType named(int code, String name) {
        return new ConfigAttributeType(NAMES.name(code, name));
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
