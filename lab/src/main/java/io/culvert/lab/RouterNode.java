package io.culvert.lab;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.engine.Notice;
import io.culvert.router.LogLine;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A router of the lab.
public interface RouterNode extends CommandNode {
    /// A fresh command line. Only while the node has power.
    Session<?, ?> session(Terminal terminal, Visitor visitor);

    /// The running configuration; empty without power.
    Optional<RouterConfig> config();

    /// How often power has been switched on, where it is on: a session belongs to one of these.
    Optional<Integer> life();

    /// Puts a message among those of the router. Only while the node has power.
    void note(Notice notice);

    /// Tells somebody of every message from now on, with the wall-clock time of power-on.
    void listen(BiConsumer<Instant, LogLine> listener);

    @Override
    default Task command(long now, String line) {
        return new SessionTask(
                session(Terminal.ENDLESS, Visitor.atConsole(Visitor.LEVEL_MAX)), line);
    }

    /// The VRF of the interface that takes frames with this VLAN (0 for untagged ones) from this port, now.
    Optional<Vrf> vrfOf(int port, int vlan);

    /// Whether a VRF is configured here, or was when the power went.
    boolean hasVrf(Vrf vrf);

    /// Whether tunnels of this router have their outer packets in that VRF.
    boolean isFrontDoor(Vrf vrf);

    /// Whether this address is one of the router's own on the interface of that port and VLAN.
    boolean answersFor(int port, int vlan, IpAddress address);

    /// The VRF of packets that come out of the tunnel which ends at this address of the router and at that of a peer; with a
    /// translator between, out of any tunnel that ends at this address.
    Optional<Vrf> tunnelVrf(IpAddress own, IpAddress peer);

    /// The VRF of packets that come out of the tunnel that has the other end of one of these associations. Translators may stand
    /// between the ends, which neither then knows by the address that it has at home.
    Optional<Vrf> tunnelVrf(List<Association> associations);

    /// What the router would do now with a packet, without any packet being sent.
    Resolution resolve(Question question);

    /// A packet as a router meets it.
    sealed interface Question {
        IpAddress source();

        IpAddress destination();

        /// It comes in, or begins, in this VRF.
        record InVrf(Vrf vrf, IpAddress source, IpAddress destination) implements Question {}

        /// It comes out of a tunnel under these labels, the outermost first.
        record Labelled(List<Label> labels, IpAddress source, IpAddress destination)
                implements Question {
            public Labelled {
                labels = List.copyOf(labels);
            }
        }
    }

    sealed interface Resolution {
        /// It is for the router itself, or for a network on one of its loopbacks.
        record Local() implements Resolution {}

        /// It leaves by a port, in the clear.
        record Out(int port, int vlan, IpAddress nextHop) implements Resolution {}

        /// It leaves in a tunnel between these addresses under these labels; none for plain IP.
        ///
        /// @param associations that protect the tunnel
        record Tunnelled(
                IpAddress local,
                IpAddress remote,
                List<Association> associations,
                List<Label> labels)
                implements Resolution {
            public Tunnelled {
                associations = List.copyOf(associations);
                labels = List.copyOf(labels);
            }
        }

        record Nowhere(String why) implements Resolution {}
    }

    /// A pair of security associations by their indices, as one end has them.
    record Association(int inboundSpi, int outboundSpi) {
        public Association ofOtherEnd() {
            return new Association(outboundSpi, inboundSpi);
        }
    }
}
