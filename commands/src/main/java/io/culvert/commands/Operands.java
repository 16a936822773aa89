package io.culvert.commands;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.cli.Outcome;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.util.function.Function;

/// Looks up what an operator named; what does not exist is refused in one sentence.
public final class Operands {
    private Operands() {}

    /// Goes on with the VRF of that name, if there is one.
    public static Outcome vrf(Console console, String name, Function<Vrf, Outcome> then) {
        var vrf = new Vrf(name);
        return console.view().hasVrf(vrf)
                ? then.apply(vrf)
                : Outcome.refuse("% VRF " + name + " does not exist");
    }

    /// Goes on with the interface of that name, if there is one; templates are none.
    public static Outcome interfaceState(
            Console console, InterfaceName name, Function<InterfaceState, Outcome> then) {
        RouterView view = console.view();
        return view.find(name)
                .map(then)
                .orElseGet(
                        () ->
                                Outcome.refuse(
                                        view.config().interfaces().has(name)
                                                ? "% "
                                                        + name
                                                        + " is a template and carries no packets;"
                                                        + " see show running-config interface "
                                                        + name
                                                : "% Interface " + name + " does not exist"));
    }
}
