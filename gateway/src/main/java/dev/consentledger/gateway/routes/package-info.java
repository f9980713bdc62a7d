/**
 * Which call goes to which service, for whom and within which limits, and the passage of a request
 * there and of its answer back. Everything that is not in {@link
 * dev.consentledger.gateway.routes.RouteTable} is refused here.
 */
@NullMarked
package dev.consentledger.gateway.routes;

import org.jspecify.annotations.NullMarked;
