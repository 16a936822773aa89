/// Passwords of operators as router configurations hold them: types 5 (MD5-crypt), 8 (PBKDF2 with SHA-256, RFC 8018 section
/// 5.2) and 9 (scrypt, RFC 7914), made and verified. A verification takes milliseconds on purpose; whoever owns a thread of
/// packets calls it on another. Deliberately absent: type 4, whose hash is not salted.
@NullMarked
package io.culvert.crypto.password;

import org.jspecify.annotations.NullMarked;
