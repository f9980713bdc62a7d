/** From an advertiser's upload to match keys in stored blocks. Nothing of an identifier stays. */
@NullMarked
package dev.consentledger.matching.intake;

import org.jspecify.annotations.NullMarked;
