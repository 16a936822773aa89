package io.culvert.ike.v2;

/// Why a message of a stranger or of a peer was dropped. Each has a counter in the snapshot.
public enum IkeDrop {
    MALFORMED_HEADER("the IKE header makes no sense"),
    MALFORMED_MESSAGE("a payload in the clear makes no sense"),
    MAJOR_VERSION("an IKE version that we do not speak"),
    UNKNOWN_SPI("no IKE SA has this SPI"),
    UNEXPECTED_EXCHANGE("an exchange that has no place here"),
    WRONG_ROLE("the initiator flag does not fit the SA"),
    PAYLOADS_IN_CLEAR("payloads that must be encrypted were not"),
    INTEGRITY("the integrity check failed"),
    MALFORMED_INNER("an encrypted payload makes no sense"),
    MESSAGE_SHAPE("payloads are missing or too many for the exchange"),
    MESSAGE_ID("a message ID outside the window"),
    REQUEST_DIFFERS("a repeated request is not the same as before"),
    DUPLICATE_REQUEST("a request that is being worked on came again"),
    STRAY_RESPONSE("a response to nothing that is outstanding"),
    FRAGMENT_LIMIT("a fragmented message is too long"),
    FRAGMENT_DUPLICATE("a fragment came again"),
    FIRST_MESSAGE_LIMIT("a first message is too long"),
    HALF_OPEN_LIMIT("too many half-open IKE SAs"),
    SOURCE_LIMIT("too many half-open IKE SAs with one address"),
    SA_LIMIT("too many IKE SAs"),
    WORK_LIMIT("too many first messages wait for their key exchange"),
    COOKIE_WRONG("the cookie is not ours"),
    UNAUTHENTICATED_ERROR("an error that nobody signed");

    private final String sentence;

    IkeDrop(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
