package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.dataplane.PacketSlab;
import io.culvert.host.neighbor.NeighborEffect;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Carries out what the neighbour engine orders.
final class NeighborEffects implements Consumer<NeighborEffect> {
    private final Works works;

    NeighborEffects(Works works) {
        this.works = works;
    }

    @Override
    public void accept(NeighborEffect effect) {
        long now = Clock.nanos(works.pump.now());
        switch (effect) {
            case NeighborEffect.SendFrame(var on, var frame) ->
                    withIndex(
                            on,
                            index -> {
                                int slot = works.localPackets.put(frame);
                                if (slot != PacketSlab.NONE) {
                                    works.refreshImage();
                                    works.plane.transmitRaw(now, index, slot);
                                }
                            });
            case NeighborEffect.Resolved(var on, var address, var mac) ->
                    withIndex(on, index -> works.plane.setNeighbor(now, index, address, mac));
            case NeighborEffect.Unresolvable(var on, var address) ->
                    withIndex(on, index -> works.plane.neighborUnreachable(now, index, address));
            case NeighborEffect.Expired(var on, var address) ->
                    withIndex(on, index -> works.plane.removeNeighbor(index, address));
            case NeighborEffect.AddressChecked(var on, var address, boolean unique) ->
                    works.pump.post(() -> works.interfaces.addressChecked(on, address, unique));
            case NeighborEffect.Notify(var notice) -> works.log(notice);
        }
    }

    private void withIndex(InterfaceName on, IntConsumer step) {
        works.interfaces.find(on).ifPresent(state -> step.accept(state.index()));
    }
}
