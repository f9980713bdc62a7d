/** How often and how much: rates per caller, sizes and times per kind of traffic. */
@NullMarked
package dev.consentledger.gateway.limits;

import org.jspecify.annotations.NullMarked;
