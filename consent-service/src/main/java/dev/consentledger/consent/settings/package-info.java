/** The settings that belong to no package alone. Every other package has its own mapping. */
@NullMarked
package dev.consentledger.consent.settings;

import org.jspecify.annotations.NullMarked;
