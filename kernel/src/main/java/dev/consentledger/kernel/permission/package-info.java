/** What publication tells a matching-service: one subject's whole current permission state. */
@NullMarked
package dev.consentledger.kernel.permission;

import org.jspecify.annotations.NullMarked;
