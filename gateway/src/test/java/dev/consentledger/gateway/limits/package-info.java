/** The limits' own rules, without a server. */
@NullMarked
package dev.consentledger.gateway.limits;

import org.jspecify.annotations.NullMarked;
