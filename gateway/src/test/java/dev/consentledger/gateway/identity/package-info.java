/** Identity's own rules, without a server. */
@NullMarked
package dev.consentledger.gateway.identity;

import org.jspecify.annotations.NullMarked;
