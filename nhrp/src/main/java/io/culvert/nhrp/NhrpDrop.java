package io.culvert.nhrp;

/// Why an NHRP packet, or a reason to send one, came to nothing.
public enum NhrpDrop {
    MALFORMED("the packet makes no sense"),
    NO_NHRP("the interface has no NHRP for this family"),
    UNPROTECTED("it came outside of a security association on a protected interface"),
    NO_LABELS("it came under a label on an interface without mpls nhrp"),
    AUTHENTICATION("the authentication string is another than ours, or absent"),
    FLOOD("the peer asks faster than the limit"),
    LOOP("the packet had passed here before"),
    HOP_COUNT("the hop count was used up"),
    TOO_BIG("it does not fit through the next tunnel"),
    UNREACHABLE("there is no way to whom it is for"),
    EXTENSION("a compulsory extension is unknown here"),
    UNSOLICITED("a reply that nobody asked for"),
    DUPLICATE("a reply that came before"),
    OTHER_VRF("a reply under a label of another VRF than was asked in"),
    INVALID_REPLY("a reply that breaks a rule"),
    SPOOFED("a peer speaks for an address that is directly behind another tunnel"),
    NOT_OURS("an error indication or a purge about nothing of ours"),
    REDIRECT_IGNORED("a redirect that cannot be followed"),
    SEND_LIMIT("more packets than the interface may send"),
    TABLE_FULL("a table was full");

    private final String sentence;

    NhrpDrop(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
