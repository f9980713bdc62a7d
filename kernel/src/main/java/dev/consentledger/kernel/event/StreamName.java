package dev.consentledger.kernel.event;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of one stream: {@code subject-<uuid>}, {@code audience-<uuid>}, {@code notice-<id>} or
 * {@code audit-<uuid>}.
 */
public record StreamName(String value) {
  /** How the names of the ledger's streams begin, and of no others in the store. */
  public static final List<String> PREFIXES = List.of("subject-", "audience-", "notice-", "audit-");

  private static final Pattern SHAPE =
      Pattern.compile("(" + String.join("|", PREFIXES) + ")[A-Za-z0-9._:-]{1,64}");

  public StreamName {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("not a ledger stream");
    }
  }

  /** Empty where it is not the name of a stream of the ledger. */
  public static Optional<StreamName> of(String value) {
    return SHAPE.matcher(value).matches() ? Optional.of(new StreamName(value)) : Optional.empty();
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
