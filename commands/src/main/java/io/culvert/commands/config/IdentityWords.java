package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.IdentityMatch;

/// The operands that say which identities of a peer are meant.
final class IdentityWords {
    private final Arg<Ipv4Address> address = Args.ipv4("IPv4 Address");
    private final Arg<Integer> mask = Args.netmask("Mask");
    private final Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
    private final Arg<String> fqdn = Args.word("Name");
    private final Arg<String> fqdnDomain = Args.word("Domain");
    private final Arg<String> email = Args.word("Address");
    private final Arg<String> emailDomain = Args.word("Domain");
    private final Arg<String> keyId = Args.word("Key identifier");
    private final Arg<Boolean> any = Args.flag("any", "Match any peer identity");
    private final Arg<Boolean> dn = Args.flag("dn", "Match any distinguished name");

    Syntax syntax() {
        return oneOf(
                seq(words("address", "IP Address(es)"), oneOf(seq(address, maybe(mask)), prefix)),
                any,
                dn,
                seq(
                        words("email", "Fully qualified email string"),
                        oneOf(seq(words("domain", "Match the domain"), emailDomain), email)),
                seq(
                        words("fqdn", "Fully qualified domain name string"),
                        oneOf(seq(words("domain", "Match the domain"), fqdnDomain), fqdn)),
                seq(words("key-id", "key-id opaque string"), keyId));
    }

    IdentityMatch read(Values v) {
        if (v.has(any)) {
            return new IdentityMatch.Any();
        }
        if (v.has(dn)) {
            return new IdentityMatch.Dn();
        }
        return v.find(fqdn)
                .<IdentityMatch>map(IdentityMatch.Fqdn::new)
                .or(() -> v.find(fqdnDomain).map(IdentityMatch.FqdnDomain::new))
                .or(() -> v.find(email).map(IdentityMatch.Email::new))
                .or(() -> v.find(emailDomain).map(IdentityMatch.EmailDomain::new))
                .or(() -> v.find(keyId).map(IdentityMatch.KeyId::new))
                .or(() -> v.find(prefix).map(IdentityMatch.Address::new))
                .orElseGet(
                        () ->
                                new IdentityMatch.Address(
                                        Prefix.containing(
                                                v.get(address), v.find(mask).orElse(32))));
    }

    Values show(IdentityMatch match) {
        return switch (match) {
            case IdentityMatch.Any _ -> Values.of(any, true);
            case IdentityMatch.Dn _ -> Values.of(dn, true);
            case IdentityMatch.Fqdn(var name) -> Values.of(fqdn, name);
            case IdentityMatch.FqdnDomain(var name) -> Values.of(fqdnDomain, name);
            case IdentityMatch.Email(var name) -> Values.of(email, name);
            case IdentityMatch.EmailDomain(var name) -> Values.of(emailDomain, name);
            case IdentityMatch.KeyId(var key) -> Values.of(keyId, key);
            case IdentityMatch.Address(var p) when p.address() instanceof Ipv4Address a ->
                    Values.of(address, a).and(mask, p.length());
            case IdentityMatch.Address(var p) -> Values.of(prefix, p);
        };
    }
}
