/// IKEv2 and IPsec: security associations, sessions, failures in words, and what clears them.
@NullMarked
package io.culvert.commands.crypto;

import org.jspecify.annotations.NullMarked;
