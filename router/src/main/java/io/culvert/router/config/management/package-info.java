/// Who may come to a router and how: users and their keys, `enable`, terminal lines, SSH, banners; and where its messages go.
/// [LoginRules] works out from these what a login is worth. Secrets print as their length or their kind, never as they are.
///
/// Deliberately absent: privilege levels with commands of their own, servers that authenticate (RADIUS, TACACS+).
@NullMarked
package io.culvert.router.config.management;

import org.jspecify.annotations.NullMarked;
