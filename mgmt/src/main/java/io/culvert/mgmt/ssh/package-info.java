/// SSH to a router: who may log in, the terminal behind a channel, and the server itself ([SshDoor]), over Apache MINA SSHD (ADR
/// 2). The router is behind [SshHost], whose thread does everything that concerns it; passwords are checked, keys compared and
/// slow peers waited for on other threads.
///
/// Bounds: [Gate#CONNECTIONS_MAX] connections, as many sessions as there are virtual terminal lines, what one peer may
/// type ahead ([Keyboard]), tries and time to log in and idle time by configuration. Deliberately absent: forwarding, file
/// transfer, agents, and SSH at the router's own addresses: the host of the router listens.
@NullMarked
package io.culvert.mgmt.ssh;

import org.jspecify.annotations.NullMarked;
