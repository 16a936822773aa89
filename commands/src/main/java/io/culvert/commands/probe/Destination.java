package io.culvert.commands.probe;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.router.InterfaceState;
import java.util.Optional;

/// The two ends of a probe, once the operator's words are understood.
///
/// @param sourceIsNamed whether the operator chose the source
record Destination(IpAddress source, boolean sourceIsNamed, IpAddress destination) {
    /// The operands in which the ends are named.
    record Names(
            Arg<String> vrf,
            Arg<Ipv4Address> destination,
            Arg<String> host,
            Arg<Ipv4Address> source,
            Arg<InterfaceName> sourceInterface) {}

    /// What is done once both ends are known.
    interface Then {
        Outcome run(Command.Call<Console> call, Vrf vrf, Destination ends);
    }

    static Outcome of(Command.Call<Console> call, Names names, Then then) {
        if (call.has(names.host())) {
            return Outcome.refuse(
                    "% Unrecognized host or address: "
                            + call.get(names.host())
                            + "; names are not looked up, type an address");
        }
        return call.has(names.vrf())
                ? Operands.vrf(
                        call.router(), call.get(names.vrf()), vrf -> within(call, names, vrf, then))
                : within(call, names, Vrf.GLOBAL, then);
    }

    private static Outcome within(Command.Call<Console> call, Names names, Vrf vrf, Then then) {
        IpAddress destination = call.get(names.destination());
        if (call.has(names.sourceInterface())) {
            return Operands.interfaceState(
                    call.router(),
                    call.get(names.sourceInterface()),
                    state -> fromInterface(call, vrf, state, destination, then));
        }
        if (call.has(names.source())) {
            IpAddress source = call.get(names.source());
            return owner(call.router(), vrf, source).isPresent()
                    ? then.run(call, vrf, new Destination(source, true, destination))
                    : Outcome.refuse(
                            "% Invalid source address- IP address not on any of our up"
                                    + " interfaces");
        }
        return usualSource(call.router(), vrf, destination)
                .map(source -> then.run(call, vrf, new Destination(source, false, destination)))
                .orElseGet(
                        () ->
                                Outcome.refuse(
                                        "% No valid source address for destination: no interface"
                                                + (vrf.isGlobal() ? "" : " of VRF " + vrf)
                                                + " is up with an address"));
    }

    private static Outcome fromInterface(
            Command.Call<Console> call,
            Vrf vrf,
            InterfaceState state,
            IpAddress destination,
            Then then) {
        if (!state.vrf().equals(vrf)) {
            return Outcome.refuse(
                    "% Invalid source interface - "
                            + state.name()
                            + " is in "
                            + (state.vrf().isGlobal() ? "no VRF" : "VRF " + state.vrf()));
        }
        Optional<IpAddress> source =
                state.primaryAddress().filter(address -> address.isIpv4() && state.protocolUp());
        return source.map(
                        address -> then.run(call, vrf, new Destination(address, true, destination)))
                .orElseGet(
                        () ->
                                Outcome.refuse(
                                        "% Invalid source interface - "
                                                + state.name()
                                                + (state.protocolUp()
                                                        ? " has no address"
                                                        : " is down")));
    }

    private static Optional<InterfaceState> owner(Console console, Vrf vrf, IpAddress address) {
        return console.view().interfaces().stream()
                .filter(state -> state.vrf().equals(vrf) && state.protocolUp())
                .filter(
                        state ->
                                state.addresses().stream()
                                        .anyMatch(own -> own.address().equals(address)))
                .findFirst();
    }

    /// The address of the way out; without a route any address of the VRF, since the attempt shall be seen to fail.
    private static Optional<IpAddress> usualSource(
            Console console, Vrf vrf, IpAddress destination) {
        var view = console.view();
        return view.sourceFor(vrf, destination)
                .or(
                        () ->
                                view.interfaces().stream()
                                        .filter(
                                                state ->
                                                        state.vrf().equals(vrf)
                                                                && state.protocolUp())
                                        .flatMap(state -> state.primaryAddress().stream())
                                        .filter(IpAddress::isIpv4)
                                        .findFirst());
    }
}
