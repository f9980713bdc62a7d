package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.purpose.Notice;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Under what a purpose was granted. Two grants with equal terms say the same. */
public record GrantTerms(
    Notice notice, String context, String method, String legalBasis, Optional<Instant> expiresAt) {
  private static final Pattern SECURITY_FLOW = Pattern.compile("security([^a-z0-9].*)?");

  static GrantTerms of(PurposeGranted granted) {
    return new GrantTerms(
        granted.notice(),
        granted.context(),
        granted.method(),
        granted.legalBasis(),
        granted.expiresAt());
  }

  boolean isOverAt(Instant at) {
    return expiresAt.isPresent() && !expiresAt.get().isAfter(at);
  }

  /** {@code security.login} is one, and so are other spellings, such as {@code Security/login}. */
  boolean isGivenInSecurityFlow() {
    return SECURITY_FLOW.matcher(context.toLowerCase(Locale.ROOT)).matches();
  }
}
