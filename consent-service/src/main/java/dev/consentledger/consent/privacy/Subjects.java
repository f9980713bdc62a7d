package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * The mapping from accounts to subjects, and each subject's data key. It lives outside the ledger
 * so that it can be forgotten.
 */
public interface Subjects {
  /** The account's subject, made now with a fresh data key where there is none yet. */
  Uni<Registered> register(AccountId account);

  /**
   * A subject that an account has now.
   *
   * @param isNew whether this very call made it: then its stream has no entry, but for those of
   *     others who found it since
   */
  record Registered(Subject subject, boolean isNew) {}

  /** The account's subject; empty where there is none. */
  Uni<Optional<Subject>> find(AccountId account);

  /** The subject's account and seal; empty where the subject is unknown or erased. */
  Uni<Optional<Subject>> find(SubjectId subject);

  /**
   * Destroys the subject's data key and its mapping, and remembers the subject, so that neither can
   * come back. Repeating it changes nothing.
   *
   * @param erasedAt of the entry that erased the subject: it has to stand in the ledger already
   */
  Uni<Void> destroy(SubjectId subject, Position erasedAt);

  /** One subject with its account and the seal of its entries. */
  record Subject(SubjectId id, AccountId account, Seal seal) {
    /** The 32 bytes that open this one event's sealed part, for an evidence bundle. */
    public Optional<byte[]> eventKey(EventId event) {
      return seal instanceof SubjectSeal own ? Optional.of(own.eventKey(event)) : Optional.empty();
    }
  }
}
