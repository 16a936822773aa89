package io.culvert.ike.v2.config;

import io.culvert.base.Secret;
import java.util.Optional;

/// `authentication local|remote ...`.
///
/// @param key with `pre-share key K`; otherwise the keyring has it
public record Authentication(Method method, Optional<Secret> key) {
    public enum Method {
        RSA_SIGNATURE("rsa-sig"),
        /// The same with RSASSA-PSS under method 14, which IOS has no word for. Whatever the word, peers may sign either way.
        RSA_PSS_SIGNATURE("rsa-pss"),
        ECDSA_SIGNATURE("ecdsa-sig"),
        PRE_SHARED_KEY("pre-share");

        private final String word;

        Method(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public boolean usesCertificate() {
            return this != PRE_SHARED_KEY;
        }
    }

    public static Authentication of(Method method) {
        return new Authentication(method, Optional.empty());
    }
}
