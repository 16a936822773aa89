package io.culvert.commands.route;

import io.culvert.base.Label;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.rib.Path;
import java.util.List;

/// The internal layout of `show ip cef` for a prefix with labels, as the published outputs have it.
record ShowCefInternal(CefEntry entry) implements Answer {
    /// As the published outputs say; nothing counts references here.
    private static final int REFERENCES = 5;

    @Override
    public Object json() {
        return entry;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        header(text);
        int share = 0;
        for (CefEntry.Way way : entry.ways()) {
            share++;
            if (way.path() instanceof Path.Labelled path) {
                way(text, way, path);
            }
        }
        text.append("  output chain:");
        if (share == 1) {
            text.append(' ').append(chain(entry.ways().getFirst())).append('\n');
        } else {
            text.append("\n    loadinfo ")
                    .append(pointer("load", share))
                    .append(", per-session, ")
                    .append(share)
                    .append(" choices\n");
            for (int i = 0; i < share; i++) {
                text.append("      <")
                        .append(i)
                        .append("> ")
                        .append(chain(entry.ways().get(i)))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private void header(StringBuilder text) {
        text.append(entry.prefix())
                .append(", epoch 0, flags rib defined all labels, RIB[")
                .append(entry.source().code())
                .append("], refcount ")
                .append(REFERENCES)
                .append(", per-destination sharing\n  sources: RIB")
                .append(entry.local().isPresent() ? ", LTE" : "")
                .append("\n  feature space:\n   IPRM: 0x00018000\n   LFD: ")
                .append(entry.prefix())
                .append(entry.local().isPresent() ? " 1 local label\n" : " 0 local labels\n");
        entry.local()
                .ifPresent(
                        label ->
                                text.append("   local label info: other/")
                                        .append(label)
                                        .append('\n'));
        text.append("        contains path extension list\n");
        entry.local()
                .ifPresent(
                        label -> {
                            var chain = pointer("chain", label);
                            text.append("        disposition chain 0x")
                                    .append(chain)
                                    .append("\n        label switch chain 0x")
                                    .append(chain)
                                    .append('\n');
                        });
        text.append("  ifnums: (none)\n");
    }

    private void way(StringBuilder text, CefEntry.Way way, Path.Labelled path) {
        String share = ", share 1/" + entry.ways().size();
        String nextHopVrf = table(way.nextHopVrf());
        text.append("  path ")
                .append(pointer("path", path))
                .append(", path list ")
                .append(pointer("paths", entry.ways()))
                .append(share)
                .append(", type recursive, for IPv4, flags must-be-labelled\n")
                .append("    MPLS short path extensions: MOI flags = 0x0 label ")
                .append(path.vpnLabel())
                .append("\n  recursive via ")
                .append(path.nextHop())
                .append("[IPv4:")
                .append(nextHopVrf)
                .append("] label ")
                .append(path.vpnLabel())
                .append(", fib ")
                .append(shared("fib", nextHopVrf, path.via()))
                .append(", 1 terminal fib, v4:")
                .append(nextHopVrf)
                .append(':')
                .append(path.via())
                .append("\n    path ")
                .append(shared("path", nextHopVrf, path.via(), path.out()))
                .append(", path list ")
                .append(shared("paths", nextHopVrf, path.via()))
                .append(", share 1/1, type ")
                .append(path.gateway().isPresent() ? "attached nexthop" : attachedType(path))
                .append(", for IPv4\n")
                .append("      MPLS short path extensions: MOI flags = 0x")
                .append(path.transport().equals(Label.IMPLICIT_NULL) ? 1 : 0)
                .append(" label ")
                .append(path.transport())
                .append('\n');
        resolving(text, way, path);
    }

    private static String attachedType(Path.Labelled path) {
        return path.via().isHost() ? "attached host" : "attached prefix";
    }

    private static void resolving(StringBuilder text, CefEntry.Way way, Path.Labelled path) {
        text.append("    ");
        if (path.gateway().isPresent()) {
            text.append("nexthop ")
                    .append(path.gateway().get())
                    .append(' ')
                    .append(path.out())
                    .append(" label ")
                    .append(path.transport());
        } else {
            text.append("attached to ").append(path.out());
        }
        CefEntry.Adjacency first = way.adjacencies().getFirst();
        text.append(", adjacency ").append(adjacency("IP", first)).append('\n');
    }

    private static String chain(CefEntry.Way way) {
        if (!(way.path() instanceof Path.Labelled path)) {
            return "drop";
        }
        var chain = new StringBuilder("label " + path.vpnLabel() + " label " + path.transport());
        String kind = "TAG";
        for (CefEntry.Adjacency each : way.adjacencies()) {
            chain.append(' ').append(adjacency(kind, each));
            kind = "IP";
        }
        return chain.toString();
    }

    private static String adjacency(String kind, CefEntry.Adjacency adjacency) {
        return kind
                + (adjacency.midchain() ? " midchain out of " : " adj out of ")
                + adjacency.out()
                + adjacency.address().map(address -> ", addr " + address).orElse("")
                + " "
                + shared(kind, adjacency);
    }

    private static String table(Vrf vrf) {
        return vrf.isGlobal() ? "Default" : vrf.name();
    }

    /// A structure of this entry alone.
    private Pointer pointer(String kind, Object what) {
        return shared(kind, entry.vrf(), entry.prefix(), what);
    }

    private static Pointer shared(String kind, Object... what) {
        return new Pointer(kind + List.of(what));
    }
}
