package io.culvert.linux.publickey;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds Amazon Corretto Crypto Provider on the class path. Its jar holds a native library for one processor, which it
/// unpacks into the folder of temporary files and loads.
final class Corretto {
    static final String NAME = "AmazonCorrettoCryptoProvider";

    private Corretto() {}

    /// Enters it as the last of the JDK's providers, so that certificate paths find it by its name and nobody else meets it.
    ///
    /// @return empty if it is not there, or does not load on this machine
    static Optional<Provider> find() {
        Optional<Provider> found =
                ServiceLoader.load(Provider.class).stream()
                        .filter(each -> each.type().getSimpleName().equals(NAME))
                        .findFirst()
                        .flatMap(Corretto::load)
                        .filter(each -> each.getService("Signature", "SHA256withRSA") != null);
        found.ifPresent(Security::addProvider);
        return found;
    }

    /// Without its native library the provider either has no services, or cannot be made.
    private static Optional<Provider> load(ServiceLoader.Provider<Provider> provider) {
        try {
            return Optional.of(provider.get());
        } catch (ServiceConfigurationError | LinkageError absent) {
            return Optional.empty();
        }
    }
}
