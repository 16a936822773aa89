package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.RouterView;
import java.util.List;

/// `show interfaces description`.
record ShowInterfacesDescription(List<Entry> interfaces) implements Answer {
    record Entry(InterfaceName name, String status, String protocol, String description) {}

    ShowInterfacesDescription {
        interfaces = List.copyOf(interfaces);
    }

    static ShowInterfacesDescription of(RouterView view) {
        return new ShowInterfacesDescription(
                view.interfaces().stream()
                        .map(
                                state -> {
                                    var status = LinkStatus.of(state);
                                    return new Entry(
                                            state.name(),
                                            state.config().shutdown()
                                                    ? "admin down"
                                                    : status.hardware(),
                                            status.protocol(),
                                            state.config().description().orElse(""));
                                })
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder(row("Interface", "Status", "Protocol", "Description"));
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            entry.name().shortName(),
                            entry.status(),
                            entry.protocol(),
                            entry.description()));
        }
        return text.toString();
    }

    private static String row(String name, String status, String protocol, String description) {
        return new Row().at(0, name).at(31, status).at(46, protocol).at(55, description).line();
    }
}
