package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.ike.IdType;
import io.culvert.wire.ike.Identification;
import java.util.Locale;

/// `match identity remote ...`: which identities of a peer are meant.
public sealed interface IdentityMatch {
    /// `fqdn NAME`; letter case does not count, as in DNS.
    record Fqdn(String name) implements IdentityMatch {}

    /// `fqdn domain NAME`: any name below the domain.
    record FqdnDomain(String domain) implements IdentityMatch {}

    record Email(String address) implements IdentityMatch {}

    record EmailDomain(String domain) implements IdentityMatch {}

    /// `address A [MASK]`.
    record Address(Prefix prefix) implements IdentityMatch {}

    /// `dn`: any distinguished name; certificate maps tell them apart.
    record Dn() implements IdentityMatch {}

    record KeyId(String key) implements IdentityMatch {}

    record Any() implements IdentityMatch {}

    default boolean matches(Identification id, IpAddress remote) {
        return switch (this) {
            case Any _ -> true;
            case Fqdn(var name) ->
                    id.type().equals(IdType.FQDN) && lower(id.text()).equals(lower(name));
            case FqdnDomain(var domain) ->
                    id.type().equals(IdType.FQDN) && isBelow(id.text(), domain, '.');
            case Email(var address) ->
                    id.type().equals(IdType.RFC822_ADDR) && lower(id.text()).equals(lower(address));
            case EmailDomain(var domain) ->
                    id.type().equals(IdType.RFC822_ADDR) && isBelow(id.text(), domain, '@');
            case Address(var prefix) -> isAddress(id) && prefix.contains(IpAddress.of(id.data()));
            case Dn _ -> id.type().equals(IdType.DER_ASN1_DN);
            case KeyId(var key) -> id.equals(Identification.keyId(key));
        };
    }

    /// The line of configuration behind `match identity remote`.
    default String words() {
        return switch (this) {
            case Any _ -> "any";
            case Fqdn(var name) -> "fqdn " + name;
            case FqdnDomain(var domain) -> "fqdn domain " + domain;
            case Email(var address) -> "email " + address;
            case EmailDomain(var domain) -> "email domain " + domain;
            case Address(var prefix) ->
                    "address "
                            + prefix.address()
                            + (prefix.address().isIpv4() ? " " + prefix.netmask() : "");
            case Dn _ -> "dn";
            case KeyId(var key) -> "key-id " + key;
        };
    }

    private static boolean isAddress(Identification id) {
        return id.type().equals(IdType.IPV4_ADDR) && id.data().size() == 4
                || id.type().equals(IdType.IPV6_ADDR) && id.data().size() == 16;
    }

    private static boolean isBelow(String name, String domain, char separator) {
        return lower(name).endsWith(separator + lower(domain));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
