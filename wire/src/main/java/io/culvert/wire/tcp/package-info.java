/// The Transmission Control Protocol's segments, RFC 9293 section 3.1, with the options of RFC 9293, RFC 7323 and
/// RFC 2018; other options survive as unknown.
@NullMarked
package io.culvert.wire.tcp;

import org.jspecify.annotations.NullMarked;
