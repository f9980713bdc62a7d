/** Tests of what a person may ask about themselves. */
@NullMarked
package dev.consentledger.consent.rights;

import org.jspecify.annotations.NullMarked;
