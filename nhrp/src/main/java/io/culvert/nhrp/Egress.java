package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.wire.nhrp.CieCode;
import java.util.Comparator;
import java.util.Optional;

/// Where a question is to be answered: here, further on, or nowhere (nhrp.md section 3).
final class Egress {
    /// No answer speaks for more than this.
    static final int IPV4_LENGTH_MIN = 8;

    static final int IPV6_LENGTH_MIN = 16;

    sealed interface Decision {
        /// The destination leaves the network here.
        record Here(Prefix prefix) implements Decision {}

        /// @param next on the overlay of `out`
        record Onwards(NhrpInterface out, IpAddress next) implements Decision {}

        /// @param code of the refusal
        record Nowhere(int code) implements Decision {}
    }

    private final Core core;
    private final Endpoints endpoints;

    Egress(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    static int lengthMin(AddressFamily family) {
        return family == AddressFamily.IPV4 ? IPV4_LENGTH_MIN : IPV6_LENGTH_MIN;
    }

    /// @param in where the question came in
    /// @param nbma from whom
    Decision decide(NhrpInterface in, IpAddress nbma, Question question) {
        IpAddress destination = question.destination();
        if (!question.labelled() && core.interfaces.isOurs(in.overlay(), destination)) {
            return new Decision.Here(Prefix.host(destination));
        }
        Optional<Way> way = core.surroundings.way(question.vrf(), destination);
        if (way.isPresent() && way.get().isLocal()) {
            return new Decision.Here(networkOf(question));
        }
        Optional<InterfaceName> out = way.flatMap(Way::out);
        if (out.isEmpty()) {
            return new Decision.Nowhere(CieCode.NO_BINDING);
        }
        if (core.interfaces.isInNetwork(in, out.get(), destination.family())) {
            NhrpInterface tunnel = core.interfaces.find(out.get()).orElseThrow();
            IpAddress next = way.get().nextHop().orElse(destination);
            return leadsBack(in, nbma, tunnel, next)
                    ? new Decision.Nowhere(CieCode.NO_BINDING)
                    : new Decision.Onwards(tunnel, next);
        }
        if (way.get().prefix().isDefault()) {
            return new Decision.Nowhere(CieCode.PROHIBITED);
        }
        return new Decision.Here(narrowed(question, way.get().prefix().length()));
    }

    private boolean leadsBack(NhrpInterface in, IpAddress nbma, NhrpInterface out, IpAddress next) {
        return in.name().equals(out.name())
                && (!in.isMultipoint()
                        || endpoints.nbma(out, next).filter(nbma::equals).isPresent());
    }

    /// One of our own addresses is answered for with the network that it is in.
    private Prefix networkOf(Question question) {
        IpAddress destination = question.destination();
        return core.surroundings.connected(question.vrf()).stream()
                .filter(network -> network.contains(destination))
                .max(Comparator.comparingInt(Prefix::length))
                .map(network -> narrowed(question, network.length()))
                .orElse(Prefix.host(destination));
    }

    /// The shortest prefix around the destination, from `length` on, within which no longer route leads elsewhere: RFC 2332 section
    /// 6.3.
    private Prefix narrowed(Question question, int length) {
        IpAddress destination = question.destination();
        int bits = destination.family().bits();
        int at = Math.max(length, lengthMin(destination.family()));
        while (at < bits
                && core.surroundings.hasLonger(
                        question.vrf(), Prefix.containing(destination, at))) {
            at++;
        }
        return Prefix.containing(destination, at);
    }
}
