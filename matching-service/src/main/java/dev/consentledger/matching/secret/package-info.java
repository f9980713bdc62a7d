/**
 * The file of match secrets as it is now, and what an operator asks while one is rotated. Intake
 * hashes lists under a secret; nothing else here knows more of it than its version.
 */
@NullMarked
package dev.consentledger.matching.secret;

import org.jspecify.annotations.NullMarked;
