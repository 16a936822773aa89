package io.culvert.commands.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.ServerRedundancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// `show ip nhrp nhs redundancy`: which server of a cluster does what, and how each cluster stands. A queue is what is done with a
/// server: `Running` is asked because it serves, `Probe` is asked although it does not, `Waiting` is not asked.
record NhrpRedundancy(List<Server> servers, List<Cluster> clusters) implements Answer {
    /// One server.
    ///
    /// @param previousState empty where it has been in one only
    record Server(
            InterfaceName on,
            int cluster,
            String server,
            int priority,
            State state,
            Optional<State> previousState) {}

    /// One cluster of an interface.
    ///
    /// @param connectionsMax empty where all serve
    record Cluster(
            InterfaceName on,
            int cluster,
            OptionalInt connectionsMax,
            long total,
            long registered,
            long expecting,
            long waiting,
            long returning) {}

    NhrpRedundancy {
        servers = List.copyOf(servers);
        clusters = List.copyOf(clusters);
    }

    static NhrpRedundancy of(
            List<NhrpServerView> views, Function<InterfaceName, ServerRedundancy> settings) {
        List<Server> servers =
                views.stream()
                        .map(
                                each ->
                                        new Server(
                                                each.on(),
                                                each.server().cluster(),
                                                NhrpServers.name(each),
                                                each.server().priority(),
                                                each.state(),
                                                each.previous()))
                        .toList();
        var clusters = new ArrayList<Cluster>();
        for (Server first : servers) {
            List<Server> all =
                    servers.stream()
                            .filter(each -> each.on().equals(first.on()))
                            .filter(each -> each.cluster() == first.cluster())
                            .toList();
            if (all.getFirst().equals(first)) {
                clusters.add(cluster(all, settings.apply(first.on())));
            }
        }
        return new NhrpRedundancy(servers, clusters);
    }

    private static Cluster cluster(List<Server> all, ServerRedundancy settings) {
        Server first = all.getFirst();
        long waiting = all.stream().filter(each -> each.state() == State.STANDBY).count();
        long registered = all.stream().filter(each -> each.state().isRegistered()).count();
        return new Cluster(
                first.on(),
                first.cluster(),
                settings.connectionsMax(first.cluster()),
                all.size(),
                registered,
                all.size() - registered - waiting,
                waiting,
                all.stream().filter(each -> each.state() == State.RETURNING).count());
    }

    @Override
    public String text() {
        var text = new StringBuilder("Legend: E=Expecting replies, R=Responding, W=Waiting\n");
        text.append(
                "No. Interface Cluster NHS             Priority Cur-State Cur-Queue Prev-State Prev-Queue\n");
        for (int i = 0; i < servers.size(); i++) {
            Server each = servers.get(i);
            text.append(
                    new Row()
                            .at(0, i + 1)
                            .at(4, each.on())
                            .at(14, each.cluster())
                            .at(22, each.server())
                            .at(38, each.priority())
                            .at(47, NhrpServers.letters(each.state()).strip())
                            .at(57, queue(each.state()))
                            .at(
                                    67,
                                    each.previousState()
                                            .map(NhrpServers::letters)
                                            .orElse("-")
                                            .strip())
                            .at(78, each.previousState().map(NhrpRedundancy::queue).orElse("-"))
                            .line());
        }
        text.append(
                "\nNo. Interface Cluster Status  Max-Con Total-NHS Registering/UP Expecting Waiting Fallback\n");
        for (int i = 0; i < clusters.size(); i++) {
            Cluster each = clusters.get(i);
            boolean isLimited = each.connectionsMax().isPresent();
            text.append(
                    new Row()
                            .at(0, i + 1)
                            .at(4, each.on())
                            .at(14, each.cluster())
                            .at(22, isLimited ? "Enable" : "Disable")
                            .at(30, isLimited ? "" + each.connectionsMax().getAsInt() : "Not Set")
                            .at(38, each.total())
                            .at(48, each.registered())
                            .at(61, each.expecting())
                            .at(71, each.waiting())
                            .at(79, each.returning())
                            .line());
        }
        return text.toString();
    }

    private static String queue(State state) {
        return switch (state) {
            case STANDBY -> "Waiting";
            case EXPECTING, RESPONDING -> "Running";
            case RETURNING, REFUSING, DOWN -> "Probe";
        };
    }
}
