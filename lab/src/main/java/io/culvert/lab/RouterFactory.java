package io.culvert.lab;

import io.culvert.host.probe.PacketNumbers;
import io.culvert.ike.v2.KeyLog;
import io.culvert.lab.check.Witness;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.Topology.NodeSpec;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/// Makes the routers of a lab; the one place where the lab meets the router proper.
public interface RouterFactory {
    /// What all routers of one lab share.
    ///
    /// @param start router time, and wall time, when the lab is switched on
    /// @param clock nanoseconds since then
    /// @param pki where the lab authority comes from
    /// @param packetNumbers for the test packets of routers: no two of the lab are alike
    /// @param witness sees what routers send and receive themselves in VRFs
    /// @param folder where routers write files for their operators, each below its own name
    record Shared(
            Frames frames,
            long seed,
            Instant start,
            LongSupplier clock,
            LabPki pki,
            KeyLog keys,
            Witness witness,
            PacketNumbers packetNumbers,
            LabFiles files,
            String folder) {}

    /// What is wrong with the configurations, before anything starts.
    List<Complaint> check(Topology topology, LabPki pki);

    /// A router without power. Its ports are those of the specification, in that order.
    RouterNode create(NodeSpec spec, int mtu, Shared shared);
}
