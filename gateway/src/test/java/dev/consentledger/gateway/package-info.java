/** The gateway as a whole, with real HTTP services behind it. */
@NullMarked
package dev.consentledger.gateway;

import org.jspecify.annotations.NullMarked;
