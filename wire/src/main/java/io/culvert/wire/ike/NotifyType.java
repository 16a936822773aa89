package io.culvert.wire.ike;

/// What a notification says, RFC 7296 section 3.10.1. Below 16384 it reports an error.
public record NotifyType(int code) {
    private static final CodeNames NAMES = new CodeNames();

    public static final NotifyType UNSUPPORTED_CRITICAL_PAYLOAD =
            named(1, "UNSUPPORTED_CRITICAL_PAYLOAD");
    public static final NotifyType INVALID_IKE_SPI = named(4, "INVALID_IKE_SPI");
    public static final NotifyType INVALID_MAJOR_VERSION = named(5, "INVALID_MAJOR_VERSION");
    public static final NotifyType INVALID_SYNTAX = named(7, "INVALID_SYNTAX");
    public static final NotifyType INVALID_MESSAGE_ID = named(9, "INVALID_MESSAGE_ID");
    public static final NotifyType INVALID_SPI = named(11, "INVALID_SPI");
    public static final NotifyType NO_PROPOSAL_CHOSEN = named(14, "NO_PROPOSAL_CHOSEN");
    public static final NotifyType INVALID_KE_PAYLOAD = named(17, "INVALID_KE_PAYLOAD");
    public static final NotifyType AUTHENTICATION_FAILED = named(24, "AUTHENTICATION_FAILED");
    public static final NotifyType SINGLE_PAIR_REQUIRED = named(34, "SINGLE_PAIR_REQUIRED");
    public static final NotifyType NO_ADDITIONAL_SAS = named(35, "NO_ADDITIONAL_SAS");
    public static final NotifyType INTERNAL_ADDRESS_FAILURE = named(36, "INTERNAL_ADDRESS_FAILURE");
    public static final NotifyType FAILED_CP_REQUIRED = named(37, "FAILED_CP_REQUIRED");
    public static final NotifyType TS_UNACCEPTABLE = named(38, "TS_UNACCEPTABLE");
    public static final NotifyType INVALID_SELECTORS = named(39, "INVALID_SELECTORS");
    public static final NotifyType UNACCEPTABLE_ADDRESSES = named(40, "UNACCEPTABLE_ADDRESSES");
    public static final NotifyType UNEXPECTED_NAT_DETECTED = named(41, "UNEXPECTED_NAT_DETECTED");
    public static final NotifyType TEMPORARY_FAILURE = named(43, "TEMPORARY_FAILURE");
    public static final NotifyType CHILD_SA_NOT_FOUND = named(44, "CHILD_SA_NOT_FOUND");
    public static final NotifyType AUTHORIZATION_FAILED = named(46, "AUTHORIZATION_FAILED");
    public static final NotifyType STATE_NOT_FOUND = named(47, "STATE_NOT_FOUND");

    /// No further Child SA of a resource is taken for these selectors, RFC 9611 section 5.2.
    public static final NotifyType TS_MAX_QUEUE = named(48, "TS_MAX_QUEUE");

    public static final NotifyType INITIAL_CONTACT = named(16384, "INITIAL_CONTACT");
    public static final NotifyType SET_WINDOW_SIZE = named(16385, "SET_WINDOW_SIZE");
    public static final NotifyType ADDITIONAL_TS_POSSIBLE = named(16386, "ADDITIONAL_TS_POSSIBLE");
    public static final NotifyType IPCOMP_SUPPORTED = named(16387, "IPCOMP_SUPPORTED");
    public static final NotifyType NAT_DETECTION_SOURCE_IP =
            named(16388, "NAT_DETECTION_SOURCE_IP");
    public static final NotifyType NAT_DETECTION_DESTINATION_IP =
            named(16389, "NAT_DETECTION_DESTINATION_IP");
    public static final NotifyType COOKIE = named(16390, "COOKIE");
    public static final NotifyType USE_TRANSPORT_MODE = named(16391, "USE_TRANSPORT_MODE");
    public static final NotifyType HTTP_CERT_LOOKUP_SUPPORTED =
            named(16392, "HTTP_CERT_LOOKUP_SUPPORTED");
    public static final NotifyType REKEY_SA = named(16393, "REKEY_SA");
    public static final NotifyType ESP_TFC_PADDING_NOT_SUPPORTED =
            named(16394, "ESP_TFC_PADDING_NOT_SUPPORTED");
    public static final NotifyType NON_FIRST_FRAGMENTS_ALSO =
            named(16395, "NON_FIRST_FRAGMENTS_ALSO");
    public static final NotifyType MOBIKE_SUPPORTED = named(16396, "MOBIKE_SUPPORTED");
    public static final NotifyType ADDITIONAL_IP4_ADDRESS = named(16397, "ADDITIONAL_IP4_ADDRESS");
    public static final NotifyType ADDITIONAL_IP6_ADDRESS = named(16398, "ADDITIONAL_IP6_ADDRESS");
    public static final NotifyType NO_ADDITIONAL_ADDRESSES =
            named(16399, "NO_ADDITIONAL_ADDRESSES");
    public static final NotifyType UPDATE_SA_ADDRESSES = named(16400, "UPDATE_SA_ADDRESSES");
    public static final NotifyType COOKIE2 = named(16401, "COOKIE2");
    public static final NotifyType NO_NATS_ALLOWED = named(16402, "NO_NATS_ALLOWED");
    public static final NotifyType AUTH_LIFETIME = named(16403, "AUTH_LIFETIME");
    public static final NotifyType EAP_ONLY_AUTHENTICATION =
            named(16417, "EAP_ONLY_AUTHENTICATION");
    public static final NotifyType CHILDLESS_IKEV2_SUPPORTED =
            named(16418, "CHILDLESS_IKEV2_SUPPORTED");
    public static final NotifyType FRAGMENTATION_SUPPORTED =
            named(16430, "IKEV2_FRAGMENTATION_SUPPORTED");
    public static final NotifyType SIGNATURE_HASH_ALGORITHMS =
            named(16431, "SIGNATURE_HASH_ALGORITHMS");
    public static final NotifyType INTERMEDIATE_EXCHANGE_SUPPORTED =
            named(16438, "INTERMEDIATE_EXCHANGE_SUPPORTED");

    /// The Child SA is one of several with the same selectors, each for a resource of its own, RFC 9611 section 5.1. The data may
    /// name the resource, in octets that only their sender understands.
    public static final NotifyType SA_RESOURCE_INFO = named(16444, "SA_RESOURCE_INFO");

    private static final int STATUS_FIRST = 16384;

    private static NotifyType named(int code, String name) {
        return new NotifyType(NAMES.name(code, name));
    }

    public boolean isError() {
        return code < STATUS_FIRST;
    }

    @Override
    public String toString() {
        return NAMES.of(code);
    }
}
