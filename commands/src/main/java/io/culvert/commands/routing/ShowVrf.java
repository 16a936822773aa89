package io.culvert.commands.routing;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.VrfConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `show vrf` and `show ip vrf`, which leaves the families out.
record ShowVrf(boolean withFamilies, List<Entry> vrfs) implements Answer {
    private static final int INTERFACES_BEHIND_FAMILIES = 69;
    private static final int INTERFACES_BEHIND_RD = 57;

    record Entry(
            Vrf name,
            Optional<RouteDistinguisher> rd,
            List<String> families,
            List<InterfaceName> interfaces) {
        Entry {
            families = List.copyOf(families);
            interfaces = List.copyOf(interfaces);
        }

        static Entry of(RouterView view, VrfConfig vrf) {
            return new Entry(
                    vrf.vrf(),
                    vrf.rd(),
                    ShowVrf.families(vrf),
                    ShowVrf.interfaces(view, vrf.vrf()));
        }
    }

    ShowVrf {
        vrfs = List.copyOf(vrfs);
    }

    static List<String> families(VrfConfig vrf) {
        return Stream.of(AddressFamily.values())
                .filter(vrf::has)
                .map(family -> family.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    static List<InterfaceName> interfaces(RouterView view, Vrf vrf) {
        return view.interfaces().stream()
                .filter(state -> state.vrf().equals(vrf))
                .map(InterfaceState::name)
                .toList();
    }

    @Override
    public String text() {
        Row header = new Row().at(2, "Name").at(35, "Default RD");
        if (withFamilies) {
            header.at(57, "Protocols");
        }
        var text = new StringBuilder(header.at(column(), "Interfaces").line());
        vrfs.forEach(vrf -> append(vrf, text));
        return text.toString();
    }

    private int column() {
        return withFamilies ? INTERFACES_BEHIND_FAMILIES : INTERFACES_BEHIND_RD;
    }

    private void append(Entry vrf, StringBuilder text) {
        Row first =
                new Row()
                        .at(2, vrf.name())
                        .at(35, vrf.rd().map(RouteDistinguisher::toString).orElse("<not set>"));
        if (withFamilies) {
            first.at(57, String.join(",", vrf.families()));
        }
        if (vrf.interfaces().isEmpty()) {
            text.append(first.line());
            return;
        }
        text.append(first.at(column(), vrf.interfaces().getFirst().shortName()).line());
        vrf.interfaces().stream()
                .skip(1)
                .forEach(name -> text.append(new Row().at(column(), name.shortName()).line()));
    }
}
