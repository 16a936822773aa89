package io.culvert.ike.v2.config;

/// `aaa authorization group cert|psk list LIST NAME`.
///
/// @param list the authorization list; only local ones are known here
/// @param policy the authorization policy to fetch
public record GroupAuthorization(Kind kind, String list, String policy) {
    public enum Kind {
        CERTIFICATE,
        PRE_SHARED_KEY
    }
}
