/// Why tunnels will never come up, and spokes never find each other: what one router's configuration says by itself, and what those
/// of a hub and its spokes say together.
///
/// A finding is certain from the configurations given, or says what it depends on. Nothing is said of what they do not tell: an end that
/// is not among them, a translator on the way, an address from a pool, a certificate's subject. Where several tunnels may be
/// meant, the one that fits best is.
@NullMarked
package io.culvert.commands.advice;

import org.jspecify.annotations.NullMarked;
