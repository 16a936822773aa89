/// What an operator says about IKEv2 and IPsec: one immutable record per block of configuration, with IOS's meaning.
///
/// Each record's `DEFAULT` is the block as it stands before its first line. What IOS calls smart defaults (the objects
/// named `default` that exist without being configured) are answered by the lookups of [IkeConfig]. Names are kept as
/// typed; whether the thing they name exists is a question for the moment of use.
@NullMarked
package io.culvert.ike.v2.config;

import org.jspecify.annotations.NullMarked;
