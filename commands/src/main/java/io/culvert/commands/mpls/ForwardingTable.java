package io.culvert.commands.mpls;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.commands.layout.Upper;
import io.culvert.router.InterfaceState;
import io.culvert.router.LabelRow;
import java.util.List;
import java.util.Optional;

/// `show mpls forwarding-table [detail]`.
record ForwardingTable(List<Line> lines, boolean detail) implements Answer {
    private static final String HEADER =
            """
            Local      Outgoing   Prefix           Bytes Label   Outgoing   Next Hop
            Label      Label      or Tunnel Id     Switched      interface
            """;

    /// The longest prefix that leaves a blank before the octets.
    private static final int PREFIX_MAX = 16;

    /// @param row the row and what the packet path counted
    /// @param mru the largest labelled packet that the way out takes, in octets
    record Line(LabelRow row, int mru) {}

    ForwardingTable {
        lines = List.copyOf(lines);
    }

    @Override
    public Object json() {
        return lines;
    }

    @Override
    public String text() {
        if (lines.isEmpty()) {
            return "";
        }
        var text = new StringBuilder(HEADER);
        lines.forEach(line -> append(text, line));
        return text.toString();
    }

    private void append(StringBuilder text, Line line) {
        LabelRow row = line.row();
        var first = new Row().at(0, row.label()).at(11, outgoing(row.action()));
        String prefix = prefix(row);
        Row rest;
        if (prefix.length() > PREFIX_MAX) {
            text.append(first.at(22, prefix + "   \\").line());
            rest = new Row();
        } else {
            rest = first.at(22, prefix);
        }
        text.append(
                rest.at(39, row.octets())
                        .at(53, out(row.action()))
                        .at(64, nextHop(row.action()))
                        .line());
        if (detail) {
            detail(text, line);
        }
    }

    private static void detail(StringBuilder text, Line line) {
        String stack =
                line.row().action() instanceof LabelRow.Action.Swap swap
                        ? swap.transport().stream()
                                        .filter(label -> !label.equals(Label.IMPLICIT_NULL))
                                        .map(label -> label + " ")
                                        .reduce("", String::concat)
                                + swap.outLabel()
                        : "";
        text.append("        MAC/Encaps=0/")
                .append(stack.isEmpty() ? 0 : stack.split(" ").length * 4)
                .append(", MRU=")
                .append(line.mru())
                .append(", Label Stack{")
                .append(stack)
                .append("}\n");
        line.row()
                .vrf()
                .ifPresent(
                        vrf -> text.append("        VPN route: ").append(vrf.name()).append('\n'));
        text.append("        No output feature configured\n");
    }

    private static String prefix(LabelRow row) {
        String suffix = row.vrf().isPresent() ? "[V]" : "";
        return row.prefix().map(Upper::of).orElse("IPv4 VRF") + suffix;
    }

    private static String outgoing(LabelRow.Action action) {
        return switch (action) {
            case LabelRow.Action.Lookup _, LabelRow.Action.Pop _, LabelRow.Action.Discard _ ->
                    "No Label";
            case LabelRow.Action.Swap swap -> swap.outLabel().toString();
        };
    }

    private static String out(LabelRow.Action action) {
        return switch (action) {
            case LabelRow.Action.Lookup(var vrf) -> "aggregate/" + vrf.name();
            case LabelRow.Action.Pop(var out, _) -> InterfaceState.shown(out).shortName();
            case LabelRow.Action.Swap swap -> InterfaceState.shown(swap.out()).shortName();
            case LabelRow.Action.Discard _ -> "drop";
        };
    }

    private static String nextHop(LabelRow.Action action) {
        return switch (action) {
            case LabelRow.Action.Lookup _, LabelRow.Action.Discard _ -> "";
            case LabelRow.Action.Pop(var out, var nextHop) -> nextHop(out, nextHop);
            case LabelRow.Action.Swap swap -> nextHop(swap.out(), swap.nextHop());
        };
    }

    private static String nextHop(InterfaceName out, Optional<IpAddress> nextHop) {
        return out.kind() == InterfaceKind.TUNNEL || out.kind() == InterfaceKind.VIRTUAL_ACCESS
                ? "point2point"
                : nextHop.map(Object::toString).orElse("");
    }
}
