/**
 * The operator's commands that need the databases rather than a running service: {@code bin/backup}
 * and {@code bin/restore} call them. Nobody else does, and nothing of a service runs in here.
 */
@NullMarked
package dev.consentledger.operator;

import org.jspecify.annotations.NullMarked;
