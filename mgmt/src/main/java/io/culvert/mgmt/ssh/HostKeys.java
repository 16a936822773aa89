package io.culvert.mgmt.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/// The keys by which a machine is known again: Ed25519 and ECDSA, in the files and the format of OpenSSH, readable by their
/// owner alone. They are made once and kept.
final class HostKeys {
    private enum Kind {
        ED25519("ssh_host_ed25519_key", KeyPairProvider.SSH_ED25519, 256),
        ECDSA("ssh_host_ecdsa_key", KeyPairProvider.ECDSA_SHA2_NISTP256, 256);

        private final String file;
        private final String type;
        private final int bits;

        Kind(String file, String type, int bits) {
            this.file = file;
            this.type = type;
            this.bits = bits;
        }
    }

    private HostKeys() {}

    static List<KeyPair> in(Path directory) throws IOException {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            var keys = new ArrayList<KeyPair>();
            for (Kind kind : Kind.values()) {
                Path file = directory.resolve(kind.file);
                if (!Files.exists(file)) {
                    write(file, KeyUtils.generateKeyPair(kind.type, kind.bits));
                }
                keys.add(read(file));
            }
            return List.copyOf(keys);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the host keys of SSH in " + directory + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> pairs =
                    SecurityUtils.loadKeyPairIdentities(
                            null,
                            NamedResource.ofName(file.toString()),
                            in,
                            FilePasswordProvider.EMPTY);
            if (pairs == null || !pairs.iterator().hasNext()) {
                throw new IOException(file + " holds no private key");
            }
            return pairs.iterator().next();
        }
    }

    /// Whole or not at all: a crash leaves no half of a key.
    private static void write(Path file, KeyPair pair)
            throws IOException, GeneralSecurityException {
        Path fresh =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        "ssh_host",
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(fresh)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                    pair,
                    "culvert",
                    (org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext)
                            null,
                    out);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
