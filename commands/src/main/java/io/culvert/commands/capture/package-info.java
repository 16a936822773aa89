/// `monitor capture` as IOS XE has it (Embedded Packet Capture): a buffer in memory that is looked at, or exported as a pcapng
/// file. A word of our own, `keys`, writes what opens the IPsec in it.
@NullMarked
package io.culvert.commands.capture;

import org.jspecify.annotations.NullMarked;
