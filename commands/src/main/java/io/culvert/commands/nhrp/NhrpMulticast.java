package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.router.RouterView;
import io.culvert.router.config.KeptLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `show ip nhrp multicast`: where configuration would have multicast sent. Nothing here sends any, and the display says so.
record NhrpMulticast(List<Place> places) implements Answer {
    private static final String DYNAMIC = "dynamic";

    /// One place on the underlay.
    ///
    /// @param flags `static`: a line names it; `nhs`: a server with `multicast`; `dynamic`: a client that registered
    record Place(InterfaceName on, IpAddress nbma, String flags) {}

    NhrpMulticast {
        places = List.copyOf(places);
    }

    static NhrpMulticast of(RouterView view, AddressFamily family, Optional<InterfaceName> one) {
        var places = new ArrayList<Place>();
        for (var each : view.interfaces()) {
            InterfaceName on = each.name();
            if (each.isTunnel() && one.stream().allMatch(on::equals)) {
                servers(view, family, on).forEach(places::add);
                lines(view, family, on)
                        .forEach(
                                what ->
                                        IpAddress.parse(what)
                                                .map(nbma -> new Place(on, nbma, "static"))
                                                .ifPresent(places::add));
                if (lines(view, family, on).anyMatch(DYNAMIC::equals)) {
                    clients(view, family, on).forEach(places::add);
                }
            }
        }
        return new NhrpMulticast(places);
    }

    private static Stream<Place> servers(RouterView view, AddressFamily family, InterfaceName on) {
        return view.nhrp().servers().stream()
                .filter(each -> each.on().equals(on) && each.server().family() == family)
                .filter(each -> each.server().multicast())
                .map(NhrpServerView::nbma)
                .flatMap(Optional::stream)
                .map(nbma -> new Place(on, nbma, "nhs"));
    }

    /// What stands behind `map multicast`: nothing reads these lines, so they are kept as they were typed.
    private static Stream<String> lines(RouterView view, AddressFamily family, InterfaceName on) {
        String start = (family == AddressFamily.IPV4 ? "ip" : "ipv6") + " nhrp map multicast ";
        return view.config().kept().in("interface " + on).stream()
                .map(KeptLines.Kept::text)
                .filter(text -> text.startsWith(start))
                .map(text -> text.substring(start.length()).strip());
    }

    private static Stream<Place> clients(RouterView view, AddressFamily family, InterfaceName on) {
        return view.nhrp().entries().stream()
                .filter(each -> each.out().equals(on) && each.prefix().family() == family)
                .filter(each -> each.flags().contains(NhrpEntry.Flag.REGISTERED))
                .flatMap(each -> each.nbma().stream())
                .distinct()
                .map(nbma -> new Place(on, nbma, DYNAMIC));
    }

    @Override
    public Object json() {
        return places;
    }

    @Override
    public String text() {
        var text = new StringBuilder("  I/F     NBMA address\n");
        for (Place each : places) {
            text.append("%-9s %-15s Flags: %s%n".formatted(each.on(), each.nbma(), each.flags()));
        }
        return text
                + "Nothing here sends multicast: no routing protocol that does runs on these tunnels.\n";
    }
}
