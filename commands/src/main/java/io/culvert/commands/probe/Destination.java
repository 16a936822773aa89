package io.culvert.commands.probe;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.router.InterfaceState;
import io.culvert.router.config.InterfaceAddress;
import java.util.Optional;

/// The two ends of a probe, once the operator's words are understood.
///
/// @param sourceIsNamed whether the operator chose the source
/// @param through the interface of a destination that is of one link
record Destination(
        IpAddress source,
        boolean sourceIsNamed,
        IpAddress destination,
        Optional<InterfaceName> through) {
    private Destination(IpAddress source, boolean sourceIsNamed, IpAddress destination) {
        this(source, sourceIsNamed, destination, Optional.empty());
    }

    /// The operands in which the ends are named.
    record Names(
            Arg<String> vrf,
            Arg<IpAddress> destination,
            Arg<String> host,
            Arg<IpAddress> source,
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
        if (isOfLink(destination)) {
            return Outcome.refuse(
                    "% "
                            + destination
                            + " is an address of one link: say by which interface, with source"
                            + " INTERFACE");
        }
        if (call.has(names.source())) {
            IpAddress source = call.get(names.source());
            if (source.family() != destination.family()) {
                return Outcome.refuse("% The source address is of the other family");
            }
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
                isOfLink(destination)
                        ? state.ipv6().linkLocal().map(own -> own)
                        : state.addresses().stream()
                                .map(InterfaceAddress::address)
                                .filter(own -> own.family() == destination.family())
                                .findFirst();
        Optional<InterfaceName> through =
                Optional.of(state.name()).filter(_ -> isOfLink(destination));
        return source.filter(_ -> state.protocolUp())
                .map(
                        address ->
                                then.run(
                                        call,
                                        vrf,
                                        new Destination(address, true, destination, through)))
                .orElseGet(
                        () ->
                                Outcome.refuse(
                                        "% Invalid source interface - "
                                                + state.name()
                                                + (state.protocolUp()
                                                        ? " has no address"
                                                        : " is down")));
    }

    private static boolean isOfLink(IpAddress address) {
        return !address.isIpv4() && (address.isLinkLocal() || address.isMulticast());
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
                                        .flatMap(state -> state.addresses().stream())
                                        .map(InterfaceAddress::address)
                                        .filter(own -> own.family() == destination.family())
                                        .findFirst());
    }
}
