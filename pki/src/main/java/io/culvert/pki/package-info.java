/// Keys, certificates, requests, revocation, enrolment.
@NullMarked
package io.culvert.pki;

import org.jspecify.annotations.NullMarked;
