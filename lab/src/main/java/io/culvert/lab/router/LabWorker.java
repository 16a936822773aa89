package io.culvert.lab.router;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.Planes;
import io.culvert.dataplane.PortOutput;
import java.util.Collections;
import java.util.List;

/// A worker of a router in the lab: there is one thread for all of them, and one slab.
record LabWorker(PacketSlab slab, PortOutput output) implements Planes.Worker {
    static List<Planes.Worker> several(int count, PacketSlab slab, PortOutput output) {
        return Collections.nCopies(count, new LabWorker(slab, output));
    }

    @Override
    public PlaneEvents events(PlaneEvents router) {
        return router;
    }

    @Override
    public EspCiphers ciphers() {
        return new JdkEspCiphers();
    }

    @Override
    public void exclusively(Runnable step) {
        step.run();
    }

    @Override
    public boolean isAwake() {
        return false;
    }

    @Override
    public void wake() {}
}
