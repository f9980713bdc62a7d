/**
 * How concurrent callers share one query. Called by what reads and writes tables for single
 * subjects; knows no table itself.
 */
@NullMarked
package dev.consentledger.consent.batch;

import org.jspecify.annotations.NullMarked;
