package io.culvert.commands.routing;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.router.RouterView;
import io.culvert.router.config.VrfConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// `show vrf detail`.
record ShowVrfDetail(List<Entry> vrfs) implements Answer {
    private static final int TABLES_MAX = 65_536;

    /// @param id number of the VRF on the packet path
    /// @param isLegacy declared as `ip vrf`
    record Entry(
            Vrf name,
            OptionalInt id,
            Optional<RouteDistinguisher> rd,
            boolean isLegacy,
            Optional<String> description,
            List<InterfaceName> interfaces,
            List<Family> families) {
        Entry {
            interfaces = List.copyOf(interfaces);
            families = List.copyOf(families);
        }
    }

    /// @param labelMode `per-prefix` or `per-vrf`
    record Family(
            AddressFamily family,
            List<RouteTarget> exportTargets,
            List<RouteTarget> importTargets,
            Optional<String> exportMap,
            Optional<String> importMap,
            String labelMode) {
        Family {
            exportTargets = List.copyOf(exportTargets);
            importTargets = List.copyOf(importTargets);
        }
    }

    ShowVrfDetail {
        vrfs = List.copyOf(vrfs);
    }

    static Entry entry(RouterView view, VrfConfig vrf) {
        var families = new ArrayList<Family>();
        for (AddressFamily family : AddressFamily.values()) {
            if (vrf.has(family)) {
                var routes = vrf.effective(family);
                families.add(
                        new Family(
                                family,
                                routes.exportTargets(),
                                routes.importTargets(),
                                routes.exportMap(),
                                routes.importMap(),
                                word(view.config().mpls().labelMode(vrf.vrf(), family))));
            }
        }
        return new Entry(
                vrf.vrf(),
                table(view, vrf.vrf()),
                vrf.rd(),
                vrf.legacy(),
                vrf.description(),
                ShowVrf.interfaces(view, vrf.vrf()),
                families);
    }

    private static OptionalInt table(RouterView view, Vrf vrf) {
        for (int table = 0; table < TABLES_MAX; table++) {
            if (view.vrfOfTable(table).filter(vrf::equals).isPresent()) {
                return OptionalInt.of(table);
            }
        }
        return OptionalInt.empty();
    }

    private static String word(Enum<?> mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        vrfs.forEach(vrf -> append(vrf, text));
        return text.toString();
    }

    private static void append(Entry vrf, StringBuilder text) {
        String id = vrf.id().isPresent() ? " (VRF Id = " + vrf.id().getAsInt() + ")" : "";
        text.append("VRF " + vrf.name() + id + "; default RD ")
                .append(vrf.rd().map(RouteDistinguisher::toString).orElse("<not set>"))
                .append("; default VPNID <not set>\n");
        vrf.description().ifPresent(words -> text.append("  Description: " + words + "\n"));
        text.append(
                vrf.isLegacy()
                        ? "  Old CLI format, supports IPv4 only\n"
                        : "  New CLI format, supports multiple address-families\n");
        if (vrf.interfaces().isEmpty()) {
            text.append("  No interfaces\n");
        } else {
            text.append("  Interfaces:\n    ")
                    .append(
                            String.join(
                                    " ",
                                    vrf.interfaces().stream()
                                            .map(InterfaceName::shortName)
                                            .toList()))
                    .append('\n');
        }
        for (AddressFamily family : AddressFamily.values()) {
            vrf.families().stream()
                    .filter(each -> each.family() == family)
                    .findFirst()
                    .ifPresentOrElse(
                            each -> append(each, vrf.id(), text),
                            () -> text.append(title(family) + " not active\n"));
        }
        text.append('\n');
    }

    private static String title(AddressFamily family) {
        return "Address family " + family.name().toLowerCase(Locale.ROOT) + " unicast";
    }

    private static void append(Family family, OptionalInt id, StringBuilder text) {
        text.append(title(family.family()))
                .append(id.isPresent() ? " (Table ID = 0x%X)".formatted(id.getAsInt()) : "")
                .append(":\n");
        targets("Export", family.exportTargets(), text);
        targets("Import", family.importTargets(), text);
        text.append("  " + map("import", family.importMap()) + "\n");
        text.append("  " + map("export", family.exportMap()) + "\n");
        text.append("  VRF label distribution protocol: not configured\n");
        text.append("  VRF label allocation mode: " + family.labelMode() + "\n");
    }

    private static void targets(String direction, List<RouteTarget> targets, StringBuilder text) {
        if (targets.isEmpty()) {
            text.append("  No " + direction + " VPN route-target communities\n");
            return;
        }
        text.append("  " + direction + " VPN route-target communities\n");
        targets.forEach(target -> text.append("    RT:" + target + "\n"));
    }

    private static String map(String direction, Optional<String> name) {
        String title = direction.substring(0, 1).toUpperCase(Locale.ROOT) + direction.substring(1);
        return name.map(map -> title + " route-map: " + map)
                .orElse("No " + direction + " route-map");
    }
}
