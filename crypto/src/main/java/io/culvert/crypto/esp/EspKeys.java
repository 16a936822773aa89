package io.culvert.crypto.esp;

import io.culvert.base.Secret;

/// The keys of one direction of an ESP SA; what a suite does not use has no octets.
///
/// @param salt the first octets of each nonce of a combined-mode cipher
public record EspKeys(Secret encryption, Secret salt, Secret integrity) {
    public void wipe() {
        encryption.wipe();
        salt.wipe();
        integrity.wipe();
    }
}
