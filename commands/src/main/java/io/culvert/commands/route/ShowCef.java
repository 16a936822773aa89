package io.culvert.commands.route;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.rib.Path;
import java.util.Optional;

/// `show ip cef` for a prefix, in the short form or with details.
record ShowCef(CefEntry entry, boolean detail) implements Answer {
    @Override
    public Object json() {
        return entry;
    }

    @Override
    public String text() {
        var text = new StringBuilder(Upper.of(entry.prefix()));
        if (detail) {
            text.append(", epoch 0");
            if (entry.isLabelled()) {
                text.append(", flags [rib defined all labels]");
            }
            if (entry.ways().size() > 1) {
                text.append(", per-destination sharing");
            }
            entry.local()
                    .ifPresent(label -> text.append("\n  local label info: other/").append(label));
        }
        text.append('\n');
        for (CefEntry.Way way : entry.ways()) {
            text.append(leaf(way.path()));
        }
        return text.toString();
    }

    private String leaf(Path path) {
        return switch (path) {
            case Path.Receive(var on) -> "  receive for " + on + "\n";
            case Path.Attached(var out) -> "  attached to " + out + "\n";
            case Path.Neighbor(var out, var gateway) ->
                    "  nexthop " + Upper.of(gateway) + " " + out + "\n";
            case Path.Discard() -> "  attached to Null0\n";
            case Path.Labelled labelled when detail ->
                    "  recursive via "
                            + Upper.of(labelled.nextHop())
                            + " label "
                            + labelled.vpnLabel()
                            + "\n    "
                            + resolving(labelled.out(), labelled.gateway(), labelled.transport());
            case Path.Labelled labelled ->
                    "  nexthop "
                            + Upper.of(labelled.gateway().orElse(labelled.nextHop()))
                            + " "
                            + labelled.out()
                            + " label "
                            + labels(labelled)
                            + "\n";
        };
    }

    /// The labels on the packet, the outer one first; implicit null is none.
    private static String labels(Path.Labelled path) {
        return path.transport().equals(Label.IMPLICIT_NULL)
                ? path.vpnLabel().toString()
                : path.transport() + " " + path.vpnLabel();
    }

    private static String resolving(
            InterfaceName out, Optional<IpAddress> gateway, Label transport) {
        if (gateway.isEmpty()) {
            return "attached to " + out + "\n";
        }
        String label = transport.equals(Label.IMPLICIT_NULL) ? "" : " label " + transport;
        return "nexthop " + Upper.of(gateway.get()) + " " + out + label + "\n";
    }
}
