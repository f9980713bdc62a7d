package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

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

  /** What this instance has at hand now. */
  Held held();

  /**
   * The versions that unwrap.
   *
   * @param versions the last one wraps new keys
   * @param refused why a newer state of the keys was not taken over
   */
  record Held(List<Integer> versions, Optional<String> refused) {
    public Held {
      versions = List.copyOf(versions);
    }

    public int newest() {
      return versions.getLast();
    }
  }
}
