package io.culvert.router.capture;

import io.culvert.dataplane.Drop;
import io.culvert.dataplane.Tap;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.util.List;
import java.util.function.LongSupplier;

/// Looks on at one plane for the captures that run, and lets whoever looked on before look on.
final class CaptureTap implements Tap {
    private final Tap other;
    private final List<Capture> running;
    private final int plane;
    private final LongSupplier nanos;

    /// @param plane its number
    /// @param nanos router time
    CaptureTap(Tap other, List<Capture> running, int plane, LongSupplier nanos) {
        this.other = other;
        this.running = List.copyOf(running);
        this.plane = plane;
        this.nanos = nanos;
    }

    @Override
    public void received(int slot, int ifIndex) {
        other.received(slot, ifIndex);
        port(slot, ifIndex, false);
    }

    @Override
    public void sent(int slot, int ifIndex) {
        other.sent(slot, ifIndex);
        port(slot, ifIndex, true);
        forget(slot);
    }

    private void port(int slot, int ifIndex, boolean isOutput) {
        long now = nanos.getAsLong();
        for (int i = 0; i < running.size(); i++) {
            running.get(i).port(plane, now, slot, ifIndex, isOutput);
        }
    }

    private void forget(int slot) {
        for (int i = 0; i < running.size(); i++) {
            running.get(i).forget(plane, slot);
        }
    }

    @Override
    public void tunnelIn(int slot, int ifIndex, int type) {
        other.tunnelIn(slot, ifIndex, type);
        tunnel(slot, ifIndex, type, false);
    }

    @Override
    public void tunnelOut(int slot, int ifIndex, int type) {
        other.tunnelOut(slot, ifIndex, type);
        tunnel(slot, ifIndex, type, true);
    }

    private void tunnel(int slot, int ifIndex, int type, boolean isOutput) {
        boolean isLabelled = type == Ethernet.MPLS;
        if (isLabelled || type == Ethernet.IPV4 || type == Ethernet.IPV6) {
            LinkType link = isLabelled ? LinkType.MPLS : LinkType.RAW;
            packet(CaptureSource.Kind.TUNNEL, slot, ifIndex, link, isOutput);
        }
    }

    private void packet(
            CaptureSource.Kind kind, int slot, int ifIndex, LinkType type, boolean isOutput) {
        long now = nanos.getAsLong();
        for (int i = 0; i < running.size(); i++) {
            running.get(i).packet(plane, kind, now, slot, ifIndex, type, isOutput);
        }
    }

    @Override
    public void forwardingIn(int slot, int ifIndex, int table) {
        other.forwardingIn(slot, ifIndex, table);
    }

    @Override
    public void forwardingOut(int slot, int ifIndex, int table) {
        other.forwardingOut(slot, ifIndex, table);
    }

    @Override
    public void delivered(int slot, int ifIndex, int table) {
        other.delivered(slot, ifIndex, table);
        packet(CaptureSource.Kind.CONTROL_PLANE, slot, 0, LinkType.RAW, false);
        forget(slot);
    }

    @Override
    public void originated(int slot, int table) {
        other.originated(slot, table);
        forget(slot);
        packet(CaptureSource.Kind.CONTROL_PLANE, slot, 0, LinkType.RAW, true);
    }

    @Override
    public void dropped(int slot, Drop reason) {
        other.dropped(slot, reason);
        long now = nanos.getAsLong();
        for (int i = 0; i < running.size(); i++) {
            running.get(i).dropped(plane, now, slot, reason);
        }
    }
}
