package io.culvert.mgmt.ssh;

import io.culvert.base.OrderedMap;
import io.culvert.router.config.management.SshConfig.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;

/// What is offered to peers: nothing with SHA-1, CBC, or groups below 3072 bits, unless the configuration names it. Of the names in a
/// configuration those count that the library knows; if it knows none of a kind, the default stays.
final class Algorithms {
    private static final List<BuiltinCiphers> CIPHERS =
            List.of(
                    BuiltinCiphers.cc20p1305_openssh,
                    BuiltinCiphers.aes256gcm,
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256ctr,
                    BuiltinCiphers.aes192ctr,
                    BuiltinCiphers.aes128ctr);
    private static final List<BuiltinMacs> MACS =
            List.of(
                    BuiltinMacs.hmacsha256etm,
                    BuiltinMacs.hmacsha512etm,
                    BuiltinMacs.hmacsha256,
                    BuiltinMacs.hmacsha512);
    private static final List<BuiltinDHFactories> KEY_EXCHANGES =
            List.of(
                    BuiltinDHFactories.mlkem768x25519,
                    BuiltinDHFactories.sntrup761x25519_openssh,
                    BuiltinDHFactories.curve25519,
                    BuiltinDHFactories.curve25519_libssh,
                    BuiltinDHFactories.ecdhp256,
                    BuiltinDHFactories.ecdhp384,
                    BuiltinDHFactories.ecdhp521,
                    BuiltinDHFactories.dhgex256,
                    BuiltinDHFactories.dhg16_512,
                    BuiltinDHFactories.dhg14_256);

    /// For host keys and for the keys of users.
    private static final List<BuiltinSignatures> SIGNATURES =
            List.of(
                    BuiltinSignatures.ed25519,
                    BuiltinSignatures.nistp256,
                    BuiltinSignatures.nistp384,
                    BuiltinSignatures.nistp521,
                    BuiltinSignatures.rsaSHA512,
                    BuiltinSignatures.rsaSHA256,
                    BuiltinSignatures.sk_ssh_ed25519,
                    BuiltinSignatures.sk_ecdsa_sha2_nistp256);

    private Algorithms() {}

    static void set(SshServer server, OrderedMap<Kind, List<String>> wanted) {
        List<NamedFactory<Cipher>> ciphers =
                new ArrayList<>(
                        chosen(
                                wanted.get(Kind.ENCRYPTION),
                                CIPHERS,
                                List.of(BuiltinCiphers.values())));
        server.setCipherFactories(ciphers);
        List<NamedFactory<Mac>> macs =
                new ArrayList<>(chosen(wanted.get(Kind.MAC), MACS, List.of(BuiltinMacs.values())));
        server.setMacFactories(macs);
        List<KeyExchangeFactory> exchanges =
                NamedFactory.setUpTransformedFactories(
                        false,
                        chosen(
                                wanted.get(Kind.KEX),
                                KEY_EXCHANGES,
                                List.of(BuiltinDHFactories.values())),
                        ServerBuilder.DH2KEX);
        server.setKeyExchangeFactories(exchanges);
        List<NamedFactory<Signature>> signatures =
                new ArrayList<>(
                        chosen(
                                wanted.get(Kind.HOSTKEY),
                                SIGNATURES,
                                List.of(BuiltinSignatures.values())));
        server.setSignatureFactories(signatures);
    }

    private static <T extends NamedResource & OptionalFeature> List<T> chosen(
            Optional<List<String>> names, List<T> usual, List<T> known) {
        Function<String, Optional<T>> find =
                name ->
                        known.stream()
                                .filter(each -> each.isSupported() && each.getName().equals(name))
                                .findFirst();
        List<T> named =
                names.orElse(List.of()).stream()
                        .flatMap(name -> find.apply(name).stream())
                        .toList();
        return named.isEmpty()
                ? usual.stream().filter(OptionalFeature::isSupported).toList()
                : named;
    }
}
