@NullMarked
package dev.consentledger.consent.batch;

import org.jspecify.annotations.NullMarked;
