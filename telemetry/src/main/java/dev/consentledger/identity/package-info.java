/**
 * How the three services check tokens alike. SmallRye JWT calls it for each bearer token; what a
 * token may do is decided by the service that asks.
 */
@NullMarked
package dev.consentledger.identity;

import org.jspecify.annotations.NullMarked;
