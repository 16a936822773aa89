package io.culvert.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Knows a device's MTU and carrier, and hears when they change.
final class LinkWatch implements AutoCloseable {
    private final Netlink netlink;
    private final Optional<UnixDatagrams> claim;
    private Link link;
    private boolean isGone;
    private boolean hasChanged;

    private LinkWatch(Netlink netlink, Link link, Optional<UnixDatagrams> claim) {
        this.netlink = netlink;
        this.link = link;
        this.claim = claim;
    }

    /// Like [#open] for a device whose frames belong to one port alone: two routers there, with the same configuration perhaps, would take each
    /// other's frames. Who comes second is refused as long as the first watches.
    static LinkWatch own(String device) throws IOException {
        return open(device, true, true);
    }

    /// Watches a device in the namespace of the calling thread, and brings it up.
    static LinkWatch open(String device) throws IOException {
        return open(device, true, false);
    }

    /// Watches a device that is not ours to change.
    static LinkWatch watch(String device) throws IOException {
        return open(device, false, false);
    }

    private static LinkWatch open(String device, boolean bringsUp, boolean owns)
            throws IOException {
        Netlink netlink = Netlink.open(Netlink.LINKS);
        Optional<UnixDatagrams> claim = Optional.empty();
        // A second socket asks, so that answers and news do not mix.
        try (Netlink asking = Netlink.open(0)) {
            Link link = Link.find(asking, device);
            if (owns) {
                claim = Optional.of(claim(link));
            }
            if (bringsUp && !link.isUp()) {
                link.bringUp(asking);
            }
            return new LinkWatch(netlink, link.refreshed(asking), claim);
        } catch (IOException e) {
            claim.ifPresent(UnixDatagrams::close);
            netlink.close();
            throw e;
        }
    }

    /// The number of a device stays when it is renamed.
    private static UnixDatagrams claim(Link link) throws IOException {
        return UnixDatagrams.hold(
                "@culvert-device-" + link.index(),
                "another node, or another interface of this one, has the device %s already: end that node, or choose another device"
                        .formatted(link.name()));
    }

    int descriptor() {
        return netlink.descriptor();
    }

    Link link() {
        return link;
    }

    int mtu() {
        return link.mtu();
    }

    boolean carrier() {
        return link.hasCarrier() && !isGone;
    }

    boolean isGone() {
        return isGone;
    }

    boolean takeChange() {
        boolean had = hasChanged;
        hasChanged = false;
        return had;
    }

    /// Reads the news; where some were lost, asks, and hears the answer as news. It asks only when the socket has room again.
    void drain() {
        List<NetlinkMessage> news = new ArrayList<>();
        boolean wasLost = false;
        int result = netlink.receive(news);
        while (result > 0 || result == -Errno.ENOBUFS) {
            wasLost |= result < 0;
            news.forEach(this::hear);
            news.clear();
            result = netlink.receive(news);
        }
        if (wasLost) {
            netlink.send(link.question());
        }
    }

    private void hear(NetlinkMessage message) {
        boolean isNoSuchDevice = message.isError(-Errno.ENODEV);
        if (!isNoSuchDevice && !Link.isAbout(message, link.index())) {
            return;
        }
        boolean before = carrier();
        int mtuBefore = mtu();
        Optional<Link> now = Link.of(message);
        isGone = isNoSuchDevice || message.type() == NetlinkMessage.DELETE_LINK;
        link = now.orElse(link);
        hasChanged |= before != carrier() || mtuBefore != mtu();
    }

    @Override
    public void close() {
        netlink.close();
        claim.ifPresent(UnixDatagrams::close);
    }
}
