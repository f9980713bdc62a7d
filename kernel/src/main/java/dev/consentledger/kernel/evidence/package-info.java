/**
 * What a finding rests on, and the zip in which it travels. Consent-service's audit answers with
 * these folds and writes bundles; the auditor reads a bundle and computes the same again with the
 * same code, trusting nothing but the log's key. Pure functions and plain records, JDK only. The
 * bundle's format is written up in docs/evidence-bundle.md.
 */
@NullMarked
package dev.consentledger.kernel.evidence;

import org.jspecify.annotations.NullMarked;
