package dev.consentledger.kernel.event;

import java.util.List;
import java.util.Optional;

/**
 * The name of one stream: {@code subject-<uuid>}, {@code audience-<uuid>}, {@code notice-<id>} or
 * {@code audit-<uuid>}.
 */
public record StreamName(String value) {
  /** How the names of the ledger's streams begin, and of no others in the store. */
  public static final List<String> PREFIXES = List.of("subject-", "audience-", "notice-", "audit-");

  private static final int REST_CHARACTERS_MAX = 64;

  public StreamName {
    if (!isName(value)) {
      throw new IllegalArgumentException("not a ledger stream");
    }
  }

  /** Empty where it is not the name of a stream of the ledger. */
  public static Optional<StreamName> of(String value) {
    return isName(value) ? Optional.of(new StreamName(value)) : Optional.empty();
  }

  private static boolean isName(String value) {
    for (String prefix : PREFIXES) {
      if (value.startsWith(prefix)) {
        return isRest(value, prefix.length());
      }
    }
    return false;
  }

  /** A plain loop: a pattern took a twentieth of a write's CPU time, and more of a replay's. */
  private static boolean isRest(String value, int from) {
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!isLetter && !(c >= '0' && c <= '9') && "._:-".indexOf(c) < 0) {
        return false;
      }
    }
    return value.length() > from && value.length() - from <= REST_CHARACTERS_MAX;
  }

  public static StreamName ofSubject(SubjectId subject) {
    return new StreamName("subject-" + subject);
  }

  public static StreamName ofAudience(AudienceId audience) {
    return new StreamName("audience-" + audience);
  }

  /** Empty where no stream can have this notice's name, so that no such notice is registered. */
  public static Optional<StreamName> ofNotice(String id) {
    return of("notice-" + id);
  }

  public static StreamName ofAuditCall(AuditCallId call) {
    return new StreamName("audit-" + call);
  }

  public boolean isSubject() {
    return value.startsWith("subject-");
  }

  public boolean isNotice() {
    return value.startsWith("notice-");
  }

  /** The subject whose stream this is; throws where it is another kind of stream. */
  public SubjectId subject() {
    if (!isSubject()) {
      throw new IllegalStateException("not a subject's stream: " + value);
    }
    return SubjectId.parse(value.substring("subject-".length()));
  }

  @Override
  public String toString() {
    return value;
  }
}
