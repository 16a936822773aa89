package io.culvert.router.config;

import io.culvert.base.OrderedMap;

/// Authentication, authorization and accounting, as far as IKEv2 asks for it.
///
/// @param networkAuthorization `aaa authorization network LIST`; an undefined list named `default` means local
public record AaaConfig(boolean newModel, OrderedMap<String, AaaMethod> networkAuthorization) {
    public static final AaaConfig DEFAULT = new AaaConfig(false, OrderedMap.empty());

    /// Where a list looks a name up.
    public enum AaaMethod {
        LOCAL,
        NONE
    }

    public AaaConfig withNewModel(boolean newModel) {
        return new AaaConfig(newModel, networkAuthorization);
    }

    public AaaConfig withNetworkAuthorization(OrderedMap<String, AaaMethod> networkAuthorization) {
        return new AaaConfig(newModel, networkAuthorization);
    }
}
