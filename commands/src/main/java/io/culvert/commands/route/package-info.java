/// Displays of the routing tables and of what forwarding makes of them: `show ip route` and `show ip cef`, in the layouts of
/// IOS. IPv6 tables are not shown here.
@NullMarked
package io.culvert.commands.route;

import org.jspecify.annotations.NullMarked;
