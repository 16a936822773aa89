package io.culvert.daemon.node;

import io.culvert.base.InterfaceName;
import io.culvert.commands.Console;
import io.culvert.commands.OperatorFile;
import io.culvert.commands.PortReport;
import io.culvert.daemon.OperatorFiles;
import io.culvert.dataplane.Medium;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.PortCounters;
import io.culvert.linux.PortDrop;
import io.culvert.router.config.RouterConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// The machine of a node, as its command lines reach it.
final class NodeMachine implements Console.Machine {
    private final Function<RouterConfig, Optional<String>> prepare;
    private final NodePorts ports;
    private final OperatorFiles files;

    /// @param prepare opens and closes ports as a configuration wants it
    NodeMachine(
            Function<RouterConfig, Optional<String>> prepare,
            NodePorts ports,
            OperatorFiles files) {
        this.prepare = prepare;
        this.ports = ports;
        this.files = files;
    }

    @Override
    public Optional<String> prepare(RouterConfig after) {
        return prepare.apply(after);
    }

    @Override
    public Optional<PortReport> port(InterfaceName name) {
        return ports.of(name)
                .flatMap(port -> ports.counters(name).map(counters -> report(port, counters)));
    }

    private static PortReport report(LinuxPort port, PortCounters counters) {
        return new PortReport(
                port.device(),
                port.medium() == Medium.ETHERNET ? "Ethernet frames" : "IP packets",
                counters.packetsIn(),
                counters.octetsIn(),
                counters.packetsOut(),
                counters.octetsOut(),
                Arrays.stream(PortDrop.values()).map(drop -> loss(drop, counters)).toList());
    }

    private static PortReport.Loss loss(PortDrop drop, PortCounters counters) {
        return new PortReport.Loss(drop.name(), kind(drop), counters.drops(drop), drop.sentence());
    }

    private static PortReport.Kind kind(PortDrop drop) {
        if (!drop.isInput()) {
            return PortReport.Kind.OUTPUT;
        }
        return switch (drop) {
            case NO_SLOT -> PortReport.Kind.IGNORED;
            case OVERRUN, SOCKET -> PortReport.Kind.OVERRUN;
            default -> PortReport.Kind.FRAME;
        };
    }

    @Override
    public Optional<String> write(OperatorFile file) {
        return files.write(file);
    }
}
