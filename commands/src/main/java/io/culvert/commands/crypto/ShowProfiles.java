package io.culvert.commands.crypto;

import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.IdentityMatch;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.LocalIdentity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// `show crypto ikev2 profile`. Keys are not among what it holds.
record ShowProfiles(List<Entry> profiles) implements Answer {
    /// @param authenticationLocal a word such as `rsa-sig`
    record Entry(
            String name,
            String fvrf,
            List<IpAddress> localAddresses,
            List<String> identities,
            List<String> certificateMaps,
            String localIdentity,
            Optional<String> authenticationLocal,
            List<String> authenticationRemote,
            Optional<String> keyring,
            List<String> trustpoints,
            int lifetimeSeconds,
            String dpd,
            OptionalInt virtualTemplate,
            List<GroupAuthorization> groupAuthorizations) {
        Entry {
            localAddresses = List.copyOf(localAddresses);
            identities = List.copyOf(identities);
            certificateMaps = List.copyOf(certificateMaps);
            authenticationRemote = List.copyOf(authenticationRemote);
            trustpoints = List.copyOf(trustpoints);
            groupAuthorizations = List.copyOf(groupAuthorizations);
        }

        static Entry of(Ikev2Profile profile) {
            return new Entry(
                    profile.name(),
                    ShowPolicies.fvrf(profile.fvrf()),
                    profile.localAddresses(),
                    profile.identities().stream().map(IdentityMatch::words).toList(),
                    profile.certificateMaps(),
                    profile.identityLocal().map(Entry::words).orElse("none"),
                    profile.authenticationLocal().map(each -> each.method().word()),
                    profile.authenticationRemote().stream()
                            .map(each -> each.method().word())
                            .toList(),
                    profile.keyring(),
                    profile.trustpoints().stream().map(use -> use.name()).toList(),
                    profile.lifetimeSeconds(),
                    profile.dpd()
                            .map(
                                    dpd ->
                                            "interval %d, retry-interval %d, %s"
                                                    .formatted(
                                                            dpd.intervalSeconds(),
                                                            dpd.retrySeconds(),
                                                            dpd.isOnDemand()
                                                                    ? "on-demand"
                                                                    : "periodic"))
                            .orElse("disabled"),
                    profile.virtualTemplate(),
                    profile.groupAuthorizations());
        }

        private static String words(LocalIdentity identity) {
            return switch (identity) {
                case LocalIdentity.Fqdn(var name) -> "fqdn " + name;
                case LocalIdentity.Email(var address) -> "email " + address;
                case LocalIdentity.Address(var address) -> "address " + address;
                case LocalIdentity.KeyId(var key) -> "key-id " + key;
                case LocalIdentity.Dn() -> "DN";
            };
        }
    }

    ShowProfiles {
        profiles = List.copyOf(profiles);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        profiles.forEach(profile -> append(profile, text));
        return text.toString();
    }

    private static void append(Entry profile, StringBuilder text) {
        text.append("\nIKEv2 profile: " + profile.name() + "\n");
        text.append(" Match criteria:\n");
        text.append("  Fvrf: " + profile.fvrf() + "\n");
        list("  Local address/interface:", profile.localAddresses(), text);
        list("  Identities:", profile.identities(), text);
        list("  Certificate maps:", profile.certificateMaps(), text);
        text.append(" Local identity: " + profile.localIdentity() + "\n");
        text.append(" Remote identity: none\n");
        text.append(
                " Local authentication method: "
                        + profile.authenticationLocal().orElse("none")
                        + "\n");
        text.append(
                " Remote authentication method(s): "
                        + (profile.authenticationRemote().isEmpty()
                                ? "none"
                                : String.join(" ", profile.authenticationRemote()))
                        + "\n");
        text.append(" EAP options: none\n");
        text.append(" Keyring: " + profile.keyring().orElse("none") + "\n");
        list(" Trustpoint(s):", profile.trustpoints(), text);
        text.append(" Lifetime: " + profile.lifetimeSeconds() + " seconds\n");
        text.append(" DPD: " + profile.dpd() + "\n");
        text.append(
                " Virtual-template: "
                        + (profile.virtualTemplate().isPresent()
                                ? profile.virtualTemplate().getAsInt()
                                : "none")
                        + "\n");
        for (GroupAuthorization group : profile.groupAuthorizations()) {
            text.append(
                    " AAA group authorization (%s): list %s, name %s\n"
                            .formatted(
                                    group.kind().name().toLowerCase(Locale.ROOT),
                                    group.list(),
                                    group.policy()));
        }
    }

    private static void list(String title, List<?> values, StringBuilder text) {
        if (values.isEmpty()) {
            text.append(title + " none\n");
            return;
        }
        text.append(title + "\n");
        String indent = " ".repeat(title.length() - title.stripLeading().length() + 1);
        values.forEach(value -> text.append(indent + value + "\n"));
    }
}
