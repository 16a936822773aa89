package io.culvert.lab.topology;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the interfaces of nodes are named in topologies and scenarios.
final class Ports {
    private static final Pattern ETH = Pattern.compile("eth([1-9][0-9]{0,3})");
    private static final Pattern INTERFACE = Pattern.compile("(?i)interface[ \\t]+(.*\\S)[ \\t]*");

    /// `eth2` before `eth10`.
    static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private Ports() {}

    /// The physical interfaces of an IOS-style configuration, in the order in which it declares them.
    static List<String> declared(String configuration) {
        var ports = new ArrayList<String>();
        for (String line : configuration.lines().toList()) {
            Matcher declaration = INTERFACE.matcher(line);
            if (declaration.matches()) {
                InterfaceName.parse(declaration.group(1).strip())
                        .filter(name -> name.kind().isPhysical() && !name.isSubinterface())
                        .map(InterfaceName::toString)
                        .filter(name -> !ports.contains(name))
                        .ifPresent(ports::add);
            }
        }
        return ports;
    }

    /// The canonical name of the interface that `text` names on this node, whether or not it has it.
    static Optional<String> resolve(Topology.NodeSpec node, String text) {
        return switch (node.kind()) {
            case ROUTER -> resolveOnRouter(node.ports(), text);
            case HOST, BRIDGE, NAT ->
                    text.matches("[A-Za-z][A-Za-z0-9_.-]{0,14}")
                            ? Optional.of(text)
                            : Optional.empty();
        };
    }

    /// `ethN` is the Nth Ethernet interface of the configuration. Beyond those it is the first `Ethernet0/M` that the
    /// configuration leaves free, so that a router without a configuration has ports as well.
    static Optional<String> resolveOnRouter(List<String> declared, String text) {
        Matcher eth = ETH.matcher(text);
        if (!eth.matches()) {
            return InterfaceName.parse(text)
                    .filter(name -> name.kind().isPhysical() && !name.isSubinterface())
                    .map(InterfaceName::toString);
        }
        int wanted = Integer.parseInt(eth.group(1));
        if (wanted <= declared.size()) {
            return Optional.of(declared.get(wanted - 1));
        }
        int free = wanted - declared.size();
        for (int number = 0; ; number++) {
            String name =
                    new InterfaceName(InterfaceKind.ETHERNET, number / 4 + "/" + number % 4)
                            .toString();
            if (!declared.contains(name) && --free == 0) {
                return Optional.of(name);
            }
        }
    }
}
