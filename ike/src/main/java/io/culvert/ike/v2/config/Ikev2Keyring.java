package io.culvert.ike.v2.config;

import io.culvert.base.IpAddress;
import io.culvert.base.OrderedMap;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.wire.ike.Identification;
import java.util.Optional;

/// `crypto ikev2 keyring NAME`: pre-shared keys by peer.
public record Ikev2Keyring(String name, OrderedMap<String, Peer> peers) {
    public static final Ikev2Keyring DEFAULT = new Ikev2Keyring("", OrderedMap.empty());

    /// One `peer NAME` block.
    ///
    /// @param address `address A [MASK]`: found by the address, as an initiator must
    /// @param identity `identity ...`: found by the identity that the peer shows, as a responder may
    /// @param localKey the key with which we prove ourselves
    /// @param remoteKey the key with which the peer does
    public record Peer(
            String name,
            Optional<Prefix> address,
            Optional<IdentityMatch> identity,
            Optional<SharedKey> localKey,
            Optional<SharedKey> remoteKey) {
        public static final Peer DEFAULT =
                new Peer(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /// The octets with which we prove ourselves.
        public Optional<Secret> local() {
            return localKey.map(SharedKey::octets);
        }

        /// The octets with which the peer does.
        public Optional<Secret> remote() {
            return remoteKey.map(SharedKey::octets);
        }

        public Peer withName(String name) {
            return new Peer(name, address, identity, localKey, remoteKey);
        }

        public Peer withAddress(Optional<Prefix> address) {
            return new Peer(name, address, identity, localKey, remoteKey);
        }

        public Peer withIdentity(Optional<IdentityMatch> identity) {
            return new Peer(name, address, identity, localKey, remoteKey);
        }

        public Peer withLocalKey(Optional<SharedKey> localKey) {
            return new Peer(name, address, identity, localKey, remoteKey);
        }

        public Peer withRemoteKey(Optional<SharedKey> remoteKey) {
            return new Peer(name, address, identity, localKey, remoteKey);
        }
    }

    public Ikev2Keyring withName(String name) {
        return new Ikev2Keyring(name, peers);
    }

    public Ikev2Keyring withPeers(OrderedMap<String, Peer> peers) {
        return new Ikev2Keyring(name, peers);
    }

    /// The peer block for one at `address` that said to be `identity`: by identity first, then by the longest address.
    public Optional<Peer> find(IpAddress address, Optional<Identification> identity) {
        Optional<Peer> byIdentity =
                peers.values().stream()
                        .filter(peer -> peer.identity.isPresent() && identity.isPresent())
                        .filter(peer -> peer.identity.get().matches(identity.get(), address))
                        .findFirst();
        return byIdentity.or(
                () ->
                        peers.values().stream()
                                .filter(
                                        peer ->
                                                peer.address.isPresent()
                                                        && peer.address.get().contains(address))
                                .reduce(
                                        (best, peer) ->
                                                peer.address.get().length()
                                                                > best.address.get().length()
                                                        ? peer
                                                        : best));
    }
}
