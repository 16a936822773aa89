package io.culvert.commands.advice;

import io.culvert.base.InterfaceName;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.function.Function;

/// A mistake: what is wrong, and behind a semicolon what to enter.
///
/// @param router whose configuration the line stands in
/// @param place what the line settles
public record Finding(String router, Place place, String sentence) {
    /// What a line of a configuration settles, so that the line can be found: the last that changed it.
    ///
    /// @param settled the narrowest first; where no line says anything of that, the line of the next counts
    public record Place(List<Function<RouterConfig, ?>> settled) {
        public Place {
            settled = List.copyOf(settled);
        }

        static Place of(Function<RouterConfig, ?> narrow, Function<RouterConfig, ?> wide) {
            return new Place(List.of(narrow, wide));
        }

        /// Within the block of an interface, or the line that opens it.
        static Place in(InterfaceName port, Function<InterfaceConfig, ?> part) {
            return of(
                    config -> config.interfaces().get(port).map(part),
                    config -> config.interfaces().has(port));
        }

        static Place ikev2Profile(String name) {
            return ikev2Profile(name, profile -> profile);
        }

        static Place ikev2Profile(String name, Function<Ikev2Profile, ?> part) {
            return of(
                    config -> config.ike().profiles().get(name).map(part),
                    config -> config.ike().profiles().has(name));
        }
    }

    @Override
    public String toString() {
        return router + ": " + sentence;
    }

    /// @param line from 1; 0 where no line says anything of it
    public String at(int line) {
        return line == 0 ? toString() : router + ":" + line + ": " + sentence;
    }
}
