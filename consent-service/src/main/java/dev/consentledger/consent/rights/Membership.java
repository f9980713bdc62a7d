package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import java.util.Optional;

/**
 * One run that paired a contact point under one grant. When it was recorded, whose audience it is
 * and when that was deleted is read from the ledger, not taken from here.
 *
 * @param name what the advertiser called the audience
 */
record Membership(RunId run, AudienceId audience, Position grant, Optional<String> name) {}
