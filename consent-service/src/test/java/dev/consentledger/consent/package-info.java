/**
 * What the tests of every package here share: an embedded PostgreSQL, with roles as in production.
 */
@NullMarked
package dev.consentledger.consent;

import org.jspecify.annotations.NullMarked;
