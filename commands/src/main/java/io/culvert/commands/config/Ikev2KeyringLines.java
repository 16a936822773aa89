package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Kept;
import io.culvert.cli.Line;
import io.culvert.cli.Values;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Keyring;
import io.culvert.ike.v2.config.Ikev2Keyring.Peer;
import io.culvert.router.config.RouterConfig;
import java.util.Optional;

/// `crypto ikev2 keyring`.
final class Ikev2KeyringLines {
    private Ikev2KeyringLines() {}

    static Block<RouterConfig, Ikev2Keyring> block() {
        return Blocks.<RouterConfig, String, Ikev2Keyring>named(
                        words("crypto ikev2 keyring", "Define IKEv2 Keyring"),
                        Args.word("Name of IKEv2 Keyring"),
                        "config-ikev2-keyring",
                        config -> config.ike().keyrings(),
                        Ikev2Lines.ike(IkeConfig::withKeyrings),
                        Ikev2Keyring.DEFAULT::withName)
                .with(
                        Blocks.<Ikev2Keyring, String, Peer>named(
                                        words("peer", "Configure a Peer and associated keys"),
                                        Args.word("Name of the peer block"),
                                        "config-ikev2-keyring-peer",
                                        Ikev2Keyring::peers,
                                        Ikev2Keyring::withPeers,
                                        Peer.DEFAULT::withName)
                                .with(
                                        Kept.<Peer>accepted(
                                                "for the reader alone",
                                                words(
                                                        "description",
                                                        "Specify a description of this peer"),
                                                Args.line("Description")),
                                        Kept.<Peer>accepted(
                                                "no name service is asked; address and identity say who is meant",
                                                words("hostname", "Specify the name of this peer"),
                                                Args.word("Name of the peer")),
                                        peerAddress(),
                                        peerIdentity(),
                                        new SharedKeyLine().line()));
    }

    private static Line<Peer> peerAddress() {
        Arg<Ipv4Address> address = Args.ipv4("IPv4 Address");
        Arg<Integer> mask = Args.netmask("Mask");
        Arg<Prefix> prefix = Args.ipv6Prefix("IPv6 prefix");
        return Line.<Peer>of(
                        words("address", "Specify IPv4/IPv6 address of peer"),
                        oneOf(seq(address, maybe(mask)), prefix))
                .set(
                        (peer, v) ->
                                peer.withAddress(
                                        Optional.of(
                                                v.find(prefix)
                                                        .orElseGet(
                                                                () ->
                                                                        Prefix.containing(
                                                                                v.get(address),
                                                                                v.find(mask)
                                                                                        .orElse(
                                                                                                32))))))
                .unset((peer, _) -> peer.withAddress(Optional.empty()))
                .show(
                        peer ->
                                peer.address().stream()
                                        .map(
                                                p ->
                                                        p.address() instanceof Ipv4Address a
                                                                ? Values.of(address, a)
                                                                        .and(
                                                                                mask,
                                                                                Optional.of(
                                                                                                p
                                                                                                        .length())
                                                                                        .filter(
                                                                                                l ->
                                                                                                        l
                                                                                                                != 32))
                                                                : Values.of(prefix, p)));
    }

    private static Line<Peer> peerIdentity() {
        var match = new IdentityWords();
        return Line.<Peer>of(words("identity", "Specify IKE identity to use"), match.syntax())
                .set((peer, v) -> peer.withIdentity(Optional.of(match.read(v))))
                .unset((peer, _) -> peer.withIdentity(Optional.empty()))
                .show(peer -> peer.identity().stream().map(match::show));
    }
}
