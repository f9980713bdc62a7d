package dev.consentledger.kernel.purpose;

/**
 * The exact text a person saw. {@code sha256} is of the text's UTF-8 bytes, 64 lower-case hex
 * digits.
 */
public record Notice(String id, String version, String locale, String sha256) {
  /** The version that this text is one locale of. */
  public NoticeVersion noticeVersion() {
    return new NoticeVersion(id, version);
  }
}
