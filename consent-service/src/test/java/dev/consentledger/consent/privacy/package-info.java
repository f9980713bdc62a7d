/** Subjects and their keys, in an embedded PostgreSQL and in files. */
@NullMarked
package dev.consentledger.consent.privacy;

import org.jspecify.annotations.NullMarked;
