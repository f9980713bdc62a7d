package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;

/**
 * Wraps the subjects' data keys. A file stands behind it here; a key service may, which is why the
 * answers are asynchronous.
 */
public interface KeyEncryptionKeys {
  /** Wraps a 32-byte data key under the newest version, for this subject alone. */
  Uni<WrappedKey> wrap(SubjectId subject, byte[] dataKey);

  /**
   * The data key. Fails with {@link DataKeyUnreadable} where the version is unknown, or wrap,
   * version and subject do not belong together.
   */
  Uni<byte[]> unwrap(SubjectId subject, WrappedKey wrapped);
}
