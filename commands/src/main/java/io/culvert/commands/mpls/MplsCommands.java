package io.culvert.commands.mpls;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.InterfaceName;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Command;
import io.culvert.cli.Outcome;
import io.culvert.commands.Console;
import io.culvert.commands.Operands;
import io.culvert.router.LabelRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Commands about labels.
public final class MplsCommands {
    private static final Arg<String> VRF = Args.word("VPN Routing/Forwarding instance name");
    private static final Arg<Prefix> PREFIX = Args.ipv4Prefix("Destination prefix");
    private static final Arg<Integer> LABEL = Args.integer(0, Label.MAX, "Label value");
    private static final Arg<Boolean> DETAIL = Args.flag("detail", "Detailed information");

    private MplsCommands() {}

    public static List<Command<Console>> commands() {
        var table =
                words(
                        "show mpls forwarding-table",
                        "Show the Label Forwarding Information Base (LFIB)");
        return List.of(
                Command.show(
                        call -> ShowMplsInterfaces.of(call.router().view()),
                        words("show mpls interfaces", "Per-interface MPLS forwarding information")),
                Command.of(call -> show(call, _ -> true), table, maybe(DETAIL)),
                Command.of(
                        call ->
                                show(
                                        call,
                                        row -> row.prefix().equals(Optional.of(call.get(PREFIX)))),
                        table,
                        PREFIX,
                        maybe(DETAIL)),
                Command.of(
                        call -> show(call, row -> row.label().value() == call.get(LABEL)),
                        table,
                        words("labels", "Match label values"),
                        LABEL,
                        maybe(DETAIL)),
                Command.of(
                        call ->
                                Operands.vrf(
                                        call.router(),
                                        call.get(VRF),
                                        vrf -> show(call, of(call, vrf))),
                        table,
                        words("vrf", "Show entries for a VPN Routing/Forwarding instance"),
                        VRF,
                        maybe(PREFIX),
                        maybe(DETAIL)));
    }

    private static Predicate<LabelRow> of(Command.Call<Console> call, Vrf vrf) {
        Optional<Prefix> wanted = call.values().find(PREFIX);
        return row ->
                row.vrf().equals(Optional.of(vrf))
                        && (wanted.isEmpty() || row.prefix().equals(wanted));
    }

    private static Outcome show(Command.Call<Console> call, Predicate<LabelRow> wanted) {
        Console console = call.router();
        List<ForwardingTable.Line> lines =
                console.view().labels().stream()
                        .filter(wanted)
                        .map(row -> new ForwardingTable.Line(row, mru(console, row)))
                        .toList();
        return Outcome.show(new ForwardingTable(lines, call.has(DETAIL)));
    }

    private static int mru(Console console, LabelRow row) {
        Optional<InterfaceName> out =
                switch (row.action()) {
                    case LabelRow.Action.Pop pop -> Optional.of(pop.out());
                    case LabelRow.Action.Swap swap -> Optional.of(swap.out());
                    case LabelRow.Action.Lookup _, LabelRow.Action.Discard _ -> Optional.empty();
                };
        int labels = row.action() instanceof LabelRow.Action.Swap ? 1 : 0;
        return out.flatMap(console.view()::find)
                .map(state -> console.view().ipMtu(state, labels))
                .orElse(0);
    }
}
