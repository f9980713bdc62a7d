@NullMarked
package dev.consentledger.identity;

import org.jspecify.annotations.NullMarked;
