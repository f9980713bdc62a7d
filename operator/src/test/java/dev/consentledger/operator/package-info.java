/** Tests of the operator's commands against two real databases. */
@NullMarked
package dev.consentledger.operator;

import org.jspecify.annotations.NullMarked;
