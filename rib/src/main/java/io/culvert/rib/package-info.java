/// Tables per VRF, next-hop resolution, label allocation, L3VPN import and export.
@NullMarked
package io.culvert.rib;

import org.jspecify.annotations.NullMarked;
