@NullMarked
package dev.consentledger.telemetry;

import org.jspecify.annotations.NullMarked;
