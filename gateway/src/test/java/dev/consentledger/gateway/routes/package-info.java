/** The routes' own rules, without a server. */
@NullMarked
package dev.consentledger.gateway.routes;

import org.jspecify.annotations.NullMarked;
