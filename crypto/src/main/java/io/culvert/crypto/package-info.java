/// IKE and ESP suites over the providers of the JDK.
@NullMarked
package io.culvert.crypto;

import org.jspecify.annotations.NullMarked;
