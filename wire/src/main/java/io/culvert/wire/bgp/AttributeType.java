package io.culvert.wire.bgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The path attributes that we know, and what RFC 7606 section 7 asks where one is malformed.
public enum AttributeType {
    ORIGIN(1, Presence.WELL_KNOWN, Reaction.TREAT_AS_WITHDRAW),
    AS_PATH(2, Presence.WELL_KNOWN, Reaction.TREAT_AS_WITHDRAW),
    NEXT_HOP(3, Presence.WELL_KNOWN, Reaction.TREAT_AS_WITHDRAW),
    MULTI_EXIT_DISC(4, Presence.OPTIONAL, Reaction.TREAT_AS_WITHDRAW),
    LOCAL_PREF(5, Presence.WELL_KNOWN, Reaction.TREAT_AS_WITHDRAW),
    ATOMIC_AGGREGATE(6, Presence.WELL_KNOWN, Reaction.DISCARD_ATTRIBUTE),
    AGGREGATOR(7, Presence.OPTIONAL_TRANSITIVE, Reaction.DISCARD_ATTRIBUTE),
    COMMUNITIES(8, Presence.OPTIONAL_TRANSITIVE, Reaction.TREAT_AS_WITHDRAW),
    ORIGINATOR_ID(9, Presence.OPTIONAL, Reaction.TREAT_AS_WITHDRAW),
    CLUSTER_LIST(10, Presence.OPTIONAL, Reaction.TREAT_AS_WITHDRAW),
    MP_REACH_NLRI(14, Presence.OPTIONAL, Reaction.RESET_SESSION),
    MP_UNREACH_NLRI(15, Presence.OPTIONAL, Reaction.RESET_SESSION),
    EXTENDED_COMMUNITIES(16, Presence.OPTIONAL_TRANSITIVE, Reaction.TREAT_AS_WITHDRAW),
    AS4_PATH(17, Presence.OPTIONAL_TRANSITIVE, Reaction.DISCARD_ATTRIBUTE),
    AS4_AGGREGATOR(18, Presence.OPTIONAL_TRANSITIVE, Reaction.DISCARD_ATTRIBUTE),
    LARGE_COMMUNITIES(32, Presence.OPTIONAL_TRANSITIVE, Reaction.TREAT_AS_WITHDRAW),
    ONLY_TO_CUSTOMER(35, Presence.OPTIONAL_TRANSITIVE, Reaction.TREAT_AS_WITHDRAW);

    /// The two flags that say what a speaker that does not know the attribute does, RFC 4271 section 4.3.
    enum Presence {
        WELL_KNOWN(0x40),
        OPTIONAL(0x80),
        OPTIONAL_TRANSITIVE(0xC0);

        private final int flags;

        Presence(int flags) {
            this.flags = flags;
        }
    }

    private static final List<Optional<AttributeType>> BY_CODE = byCode();

    private final int code;
    private final Presence presence;
    private final Reaction reaction;

    AttributeType(int code, Presence presence, Reaction reaction) {
        this.code = code;
        this.presence = presence;
        this.reaction = reaction;
    }

    public int code() {
        return code;
    }

    /// The optional and transitive flags as they must be.
    int flags() {
        return presence.flags;
    }

    Reaction reaction() {
        return reaction;
    }

    /// RFC 7606 sections 7.5, 7.9 and 7.10: what an external neighbour has no business to send is dropped.
    boolean isInternal() {
        return this == LOCAL_PREF || this == ORIGINATOR_ID || this == CLUSTER_LIST;
    }

    private static List<Optional<AttributeType>> byCode() {
        var types = new ArrayList<Optional<AttributeType>>();
        for (AttributeType type : values()) {
            while (types.size() < type.code) {
                types.add(Optional.empty());
            }
            types.add(Optional.of(type));
        }
        return List.copyOf(types);
    }

    static Optional<AttributeType> of(int code) {
        return code < BY_CODE.size() ? BY_CODE.get(code) : Optional.empty();
    }
}
