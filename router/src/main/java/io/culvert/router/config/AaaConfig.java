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
        OrderedMap<String, MethodList> loginAuthentication,
        OrderedMap<String, MethodList> execAuthorization) {
    public static final AaaConfig DEFAULT =
            new AaaConfig(false, OrderedMap.empty(), OrderedMap.empty(), OrderedMap.empty());

    /// Where a list looks a name up.
    public enum AaaMethod {
        LOCAL,
        NONE
    }

    /// How somebody is recognized who logs in.
    public enum LoginMethod {
        /// By the users of the configuration, whose names always differ by case too.
        LOCAL,
        LOCAL_CASE,
        /// By what `enable` asks for.
        ENABLE,
        /// By the password of the line.
        LINE,
        /// Not at all.
        NONE,
        /// To have logged in is enough, and says nothing of a level.
        IF_AUTHENTICATED
    }

    /// The methods of a list, the first that answers deciding.
    ///
    /// @param groups of servers that would be asked before; none is, so they are passed over
    public record MethodList(List<String> groups, List<LoginMethod> methods) {
        public MethodList {
            groups = List.copyOf(groups);
            methods = List.copyOf(methods);
        }
    }

    public AaaConfig withNewModel(boolean newModel) {
        return new AaaConfig(
                newModel, networkAuthorization, loginAuthentication, execAuthorization);
    }

    public AaaConfig withNetworkAuthorization(OrderedMap<String, AaaMethod> networkAuthorization) {
        return new AaaConfig(
                newModel, networkAuthorization, loginAuthentication, execAuthorization);
    }

    public AaaConfig withLoginAuthentication(OrderedMap<String, MethodList> lists) {
        return new AaaConfig(newModel, networkAuthorization, lists, execAuthorization);
    }

    public AaaConfig withExecAuthorization(OrderedMap<String, MethodList> lists) {
        return new AaaConfig(newModel, networkAuthorization, loginAuthentication, lists);
    }
}
