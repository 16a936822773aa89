package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.wire.ike.ConfigAttribute;
import io.culvert.wire.ike.ConfigAttributeType;
import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes and reads configuration payloads, RFC 7296 sections 2.19 and 3.15 and the exchange of routes by FlexVPN.
final class ConfigExchange {
    /// Characters of a text that a peer gave us.
    private static final int TEXT_MAX = 1024;

    /// What a peer told us.
    record Received(
            List<IpAddress> addresses,
            List<IpAddress> dns,
            Optional<String> banner,
            Optional<String> defaultDomain,
            List<Prefix> routes) {}

    private ConfigExchange() {}

    /// The attributes that a FlexVPN client asks for.
    static ConfigPayload request(boolean wantsAddress) {
        var attributes = new ArrayList<ConfigAttribute>();
        if (wantsAddress) {
            attributes.add(ConfigAttribute.empty(ConfigAttributeType.INTERNAL_IP4_ADDRESS));
        }
        for (ConfigAttributeType type :
                List.of(
                        ConfigAttributeType.INTERNAL_IP4_DNS,
                        ConfigAttributeType.INTERNAL_IP4_DNS,
                        ConfigAttributeType.INTERNAL_IP4_NBNS,
                        ConfigAttributeType.INTERNAL_IP4_NBNS,
                        ConfigAttributeType.INTERNAL_IP4_SUBNET,
                        ConfigAttributeType.INTERNAL_IP6_DNS,
                        ConfigAttributeType.INTERNAL_IP6_SUBNET,
                        ConfigAttributeType.APPLICATION_VERSION,
                        ConfigAttributeType.SPLIT_DNS,
                        ConfigAttributeType.BANNER,
                        ConfigAttributeType.CONFIGURATION_URL,
                        ConfigAttributeType.BACKUP_SERVERS,
                        ConfigAttributeType.DEFAULT_DOMAIN)) {
            attributes.add(ConfigAttribute.empty(type));
        }
        return new ConfigPayload(ConfigType.REQUEST, attributes);
    }

    /// Answers a request: the address, what the policy gives as far as it was asked for, and our routes.
    static ConfigPayload reply(
            ConfigPayload request,
            AuthorizationPolicy policy,
            List<IpAddress> assigned,
            List<Prefix> routes) {
        var attributes = new ArrayList<ConfigAttribute>();
        assigned.forEach(
                address ->
                        attributes.add(
                                address.isIpv4()
                                        ? new ConfigAttribute(
                                                ConfigAttributeType.INTERNAL_IP4_ADDRESS,
                                                address.bytes())
                                        : new ConfigAttribute(
                                                ConfigAttributeType.INTERNAL_IP6_ADDRESS,
                                                address.bytes().plus(Bytes.of((byte) 128)))));
        policy.netmask()
                .filter(_ -> assigned.stream().anyMatch(IpAddress::isIpv4))
                .ifPresent(
                        mask ->
                                attributes.add(
                                        new ConfigAttribute(
                                                ConfigAttributeType.INTERNAL_IP4_NETMASK,
                                                mask.bytes())));
        for (IpAddress server : policy.dns()) {
            var type =
                    server.isIpv4()
                            ? ConfigAttributeType.INTERNAL_IP4_DNS
                            : ConfigAttributeType.INTERNAL_IP6_DNS;
            if (request.has(type)) {
                attributes.add(new ConfigAttribute(type, server.bytes()));
            }
        }
        policy.banner()
                .filter(_ -> request.has(ConfigAttributeType.BANNER))
                .ifPresent(
                        text ->
                                attributes.add(
                                        new ConfigAttribute(
                                                ConfigAttributeType.BANNER, Bytes.utf8(text))));
        policy.defaultDomain()
                .filter(_ -> request.has(ConfigAttributeType.DEFAULT_DOMAIN))
                .ifPresent(
                        text ->
                                attributes.add(
                                        new ConfigAttribute(
                                                ConfigAttributeType.DEFAULT_DOMAIN,
                                                Bytes.utf8(text))));
        routes.forEach(route -> attributes.add(ConfigAttribute.subnet(route)));
        return new ConfigPayload(ConfigType.REPLY, attributes);
    }

    static ConfigPayload set(List<Prefix> routes) {
        return new ConfigPayload(
                ConfigType.SET, routes.stream().map(ConfigAttribute::subnet).toList());
    }

    /// RFC 7296 section 3.15: the attributes that were accepted, without their values.
    static ConfigPayload acknowledge(ConfigPayload set) {
        return new ConfigPayload(
                ConfigType.ACK,
                set.attributes().stream()
                        .filter(attribute -> isRoute(attribute.type()))
                        .map(attribute -> ConfigAttribute.empty(attribute.type()))
                        .toList());
    }

    private static boolean isRoute(ConfigAttributeType type) {
        return type.equals(ConfigAttributeType.INTERNAL_IP4_SUBNET)
                || type.equals(ConfigAttributeType.INTERNAL_IP6_SUBNET);
    }

    static Received read(ConfigPayload payload) {
        var addresses = new ArrayList<IpAddress>();
        var dns = new ArrayList<IpAddress>();
        var routes = new ArrayList<Prefix>();
        for (ConfigAttribute attribute : payload.attributes()) {
            Bytes value = attribute.value();
            ConfigAttributeType type = attribute.type();
            if (type.equals(ConfigAttributeType.INTERNAL_IP4_ADDRESS) && value.size() == 4) {
                addresses.add(IpAddress.of(value));
            } else if (type.equals(ConfigAttributeType.INTERNAL_IP6_ADDRESS)
                    && value.size() == 17) {
                addresses.add(IpAddress.of(value.slice(0, 16)));
            } else if (type.equals(ConfigAttributeType.INTERNAL_IP4_DNS) && value.size() == 4
                    || type.equals(ConfigAttributeType.INTERNAL_IP6_DNS) && value.size() == 16) {
                dns.add(IpAddress.of(value));
            } else if (isRoute(type)) {
                attribute.toPrefix().ifPresent(routes::add);
            }
        }
        return new Received(
                addresses,
                dns,
                text(payload, ConfigAttributeType.BANNER),
                text(payload, ConfigAttributeType.DEFAULT_DOMAIN),
                routes);
    }

    private static Optional<String> text(ConfigPayload payload, ConfigAttributeType type) {
        return payload.attributes().stream()
                .filter(attribute -> attribute.type().equals(type) && !attribute.value().isEmpty())
                .map(attribute -> attribute.value().toText(StandardCharsets.UTF_8))
                .map(text -> text.substring(0, Math.min(text.length(), TEXT_MAX)))
                .map(text -> text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?"))
                .findFirst();
    }
}
