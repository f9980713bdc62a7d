/**
 * The auditor's command line: checks an evidence bundle without a network, and follows a log to see
 * that it only grows. It depends on the kernel alone, and trusts the log's public key and nothing
 * else.
 */
@NullMarked
package dev.consentledger.auditor;

import org.jspecify.annotations.NullMarked;
