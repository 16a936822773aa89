package io.culvert.router.config;

import io.culvert.base.OrderedMap;
import java.util.List;

/// Authentication, authorization and accounting, as far as IKEv2 and those who log in ask for it.
///
/// @param networkAuthorization `aaa authorization network LIST`; an undefined list named `default` means local
/// @param loginAuthentication `aaa authentication login LIST`; an undefined list means local
/// @param execAuthorization `aaa authorization exec LIST`; with an undefined list nobody has a level of their own
public record AaaConfig(
        boolean newModel,
        OrderedMap<String, AaaMethod> networkAuthorization,
        OrderedMap<String, List<LoginMethod>> loginAuthentication,
        OrderedMap<String, List<LoginMethod>> execAuthorization) {
    public static final AaaConfig DEFAULT =
            new AaaConfig(false, OrderedMap.empty(), OrderedMap.empty(), OrderedMap.empty());

    /// Where a list looks a name up.
    public enum AaaMethod {
        LOCAL,
        NONE
    }

    /// How somebody is recognized who logs in.
    public enum LoginMethod {
        /// By the users of the configuration.
        LOCAL,
        /// By what `enable` asks for.
        ENABLE,
        /// By the password of the line.
        LINE,
        /// Not at all.
        NONE,
        /// By a server: there are none yet.
        GROUP
    }

    public AaaConfig withNewModel(boolean newModel) {
        return new AaaConfig(
                newModel, networkAuthorization, loginAuthentication, execAuthorization);
    }

    public AaaConfig withNetworkAuthorization(OrderedMap<String, AaaMethod> networkAuthorization) {
        return new AaaConfig(
                newModel, networkAuthorization, loginAuthentication, execAuthorization);
    }

    public AaaConfig withLoginAuthentication(OrderedMap<String, List<LoginMethod>> lists) {
        return new AaaConfig(newModel, networkAuthorization, lists, execAuthorization);
    }

    public AaaConfig withExecAuthorization(OrderedMap<String, List<LoginMethod>> lists) {
        return new AaaConfig(newModel, networkAuthorization, loginAuthentication, lists);
    }
}
