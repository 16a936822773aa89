/// The built-in hosts: a small IP stack with VLANs and static routes, and the commands `ping`, `traceroute`, `send` and
/// `listen`, printed as Linux prints them (iputils 20221126, traceroute 2.1). A host never forwards.
///
/// Every payload that a host sends is unique within its lab (see [Payloads]), so that a checker can tell whose it is.
/// The stack is written apart from the router's on purpose: what the two agree on is the RFCs. Deliberately absent:
/// router advertisements, duplicate address detection, multicast listening.
@NullMarked
package io.culvert.lab.host;

import org.jspecify.annotations.NullMarked;
