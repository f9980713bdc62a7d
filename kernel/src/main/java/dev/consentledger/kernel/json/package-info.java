/**
 * A strict, small JSON reader and a writer with one fixed output, on the JDK alone. The ledger's
 * bytes are written here, so what it writes for a value can never change. Called by the event,
 * permission and proof packages; only plain Java values leave it.
 */
@NullMarked
package dev.consentledger.kernel.json;

import org.jspecify.annotations.NullMarked;
