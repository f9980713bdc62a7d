/** What a contact point may be used for, and under which notice. Called by every module. */
@NullMarked
package dev.consentledger.kernel.purpose;

import org.jspecify.annotations.NullMarked;
