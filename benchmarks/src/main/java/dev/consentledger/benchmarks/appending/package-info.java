/** Single grants against pgbench's inserts, and bulk import against COPY, on one PostgreSQL. */
@NullMarked
package dev.consentledger.benchmarks.appending;

import org.jspecify.annotations.NullMarked;
