package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.commands.system.Sections;
import io.culvert.router.InterfaceState;
import io.culvert.router.TunnelPath;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.KeptLines;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an interface works by: the lines of its own block, or those of the template that it was cloned from with the tunnel
/// ends that it was given.
public final class DerivedConfiguration {
    private DerivedConfiguration() {}

    /// The lines of the interface's block, header first.
    public static List<String> of(RouterConfig config, InterfaceState state) {
        String header = header(state.name());
        var alone =
                RouterConfig.DEFAULT
                        .withInterface(withEnds(state).withName(state.name()))
                        .withKept(
                                KeptLines.NONE.with(
                                        header,
                                        config.kept()
                                                .in(
                                                        header(
                                                                state.template()
                                                                        .orElse(state.name())))));
        return between(ConfigLanguage.GRAMMAR.print(alone), header);
    }

    private static String header(InterfaceName name) {
        return "interface " + name;
    }

    private static InterfaceConfig withEnds(InterfaceState state) {
        InterfaceConfig config = state.config();
        Optional<TunnelPath> path = state.template().flatMap(_ -> state.path());
        return path.map(
                        ends ->
                                config.withTunnel(
                                        config.tunnel()
                                                .withSource(
                                                        Optional.of(
                                                                new TunnelSource.FromAddress(
                                                                        ends.source())))
                                                .withDestination(Optional.of(ends.destination()))))
                .orElse(config);
    }

    private static List<String> between(List<String> lines, String header) {
        var section = new ArrayList<String>();
        section.add("!");
        section.addAll(Sections.of(lines, header));
        return List.copyOf(section);
    }
}
