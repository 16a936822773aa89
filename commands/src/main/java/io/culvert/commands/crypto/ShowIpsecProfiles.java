package io.culvert.commands.crypto;

import io.culvert.cli.Answer;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecProfile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// `show crypto ipsec profile`.
record ShowIpsecProfiles(List<Entry> profiles) implements Answer {
    /// @param ikev2Profile as the configuration names it
    /// @param lifetimeKilobytes 0: the amount does not count
    /// @param pfsGroup number of the Diffie-Hellman group
    /// @param replayWindow packets; 0: replay is not detected
    /// @param transformSets those that are named and there
    record Entry(
            String name,
            Optional<String> ikev2Profile,
            int lifetimeSeconds,
            long lifetimeKilobytes,
            boolean responderOnly,
            OptionalInt pfsGroup,
            int replayWindow,
            boolean esn,
            List<ShowTransformSets.Entry> transformSets) {
        Entry {
            transformSets = List.copyOf(transformSets);
        }

        static Entry of(IkeConfig config, IpsecProfile profile) {
            List<String> names =
                    profile.transformSets().isEmpty()
                            ? List.of(IkeConfig.SMART_NAME)
                            : profile.transformSets();
            return new Entry(
                    profile.name(),
                    profile.ikev2Profile(),
                    profile.lifetimeSeconds(),
                    profile.lifetimeKilobytes(),
                    profile.isResponderOnly(),
                    profile.pfsGroup()
                            .map(group -> OptionalInt.of(group.transformId()))
                            .orElseGet(OptionalInt::empty),
                    profile.replayWindow(),
                    profile.isEsn(),
                    names.stream()
                            .flatMap(name -> config.transformSet(name).stream())
                            .map(ShowTransformSets.Entry::of)
                            .toList());
        }
    }

    ShowIpsecProfiles {
        profiles = List.copyOf(profiles);
    }

    /// The one that exists without a line, and those of the configuration.
    static ShowIpsecProfiles of(IkeConfig config) {
        Stream<IpsecProfile> unwritten =
                config.ipsecProfiles().has(IkeConfig.SMART_NAME)
                        ? Stream.empty()
                        : config.ipsecProfile(IkeConfig.SMART_NAME).stream();
        return new ShowIpsecProfiles(
                Stream.concat(unwritten, config.ipsecProfiles().toList().stream())
                        .map(profile -> Entry.of(config, profile))
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        profiles.forEach(profile -> append(profile, text));
        return text.toString();
    }

    private static void append(Entry profile, StringBuilder text) {
        text.append("IPSEC profile " + profile.name() + "\n");
        profile.ikev2Profile().ifPresent(name -> line(text, "IKEv2 Profile: " + name));
        line(
                text,
                "Security association lifetime: "
                        + (profile.lifetimeKilobytes() == 0
                                ? ""
                                : profile.lifetimeKilobytes() + " kilobytes/")
                        + profile.lifetimeSeconds()
                        + " seconds");
        line(text, "Responder-Only (Y/N): " + letter(profile.responderOnly()));
        line(text, "PFS (Y/N): " + letter(profile.pfsGroup().isPresent()));
        profile.pfsGroup().ifPresent(group -> line(text, "DH group:  group" + group));
        line(text, "Mixed-mode : Disabled");
        line(text, "Transform sets={");
        profile.transformSets().forEach(set -> line(text, "\t" + set.words(":  ") + " ,"));
        line(text, "}");
        text.append('\n');
    }

    private static char letter(boolean yes) {
        return yes ? 'Y' : 'N';
    }

    private static void line(StringBuilder text, String words) {
        text.append('\t').append(words).append('\n');
    }
}
