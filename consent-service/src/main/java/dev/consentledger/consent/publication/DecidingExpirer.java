package dev.consentledger.consent.publication;

import dev.consentledger.consent.decision.Decision;
import dev.consentledger.consent.decision.SubjectCommand.Expire;
import dev.consentledger.consent.decision.SubjectDecision;
import dev.consentledger.consent.decision.SubjectState;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gives the order to expire a grant to {@link SubjectDecision}, and appends what it decides. The
 * event's id is made from the grant, so that a repeated order appends nothing.
 */
@ApplicationScoped
final class DecidingExpirer implements Expirer {
  private static final int ATTEMPTS_MAX = 5;
  private static final String TYPE = EntryCodec.TYPE_PREFIX + "GrantExpired.v1";

  private final EventLedger ledger;
  private final Subjects subjects;
  private final String cell;

  DecidingExpirer(
      EventLedger ledger,
      Subjects subjects,
      @ConfigProperty(name = "consentledger.cell") String cell) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.cell = cell;
  }

  @Override
  public Uni<Outcome> expire(GrantExpiry expiry, Instant at) {
    return subjects
        .find(expiry.key().subject())
        .chain(found ->
            found.isEmpty()
                ? Uni.createFrom().item(Outcome.GONE)
                : attempt(expiry, at).replaceWith(Outcome.ENDED));
  }

  private Uni<Void> attempt(GrantExpiry expiry, Instant at) {
    return Uni.createFrom()
        .deferred(() -> decideAndAppend(expiry, at))
        .onFailure(RevisionConflict.class)
        .retry()
        .atMost(ATTEMPTS_MAX);
  }

  private Uni<Void> decideAndAppend(GrantExpiry expiry, Instant at) {
    StreamName stream = expiry.key().subject().stream();
    return ledger
        .readStream(stream, 0)
        .collect()
        .asList()
        .chain(entries -> {
          var command =
              new Expire(
                  expiry.key().contactPoint(), expiry.key().purpose(), expiry.expiresAt(), at);
          return switch (SubjectDecision.decide(fold(entries), command)) {
            case Decision.Accepted<SubjectEvent>(var events) ->
                ledger
                    .append(append(expiry, entries.size() - 1L, events.getFirst(), at))
                    .replaceWithVoid();
            case Decision.NothingToDo<SubjectEvent> _ -> Uni.createFrom().voidItem();
            case Decision.Refused<SubjectEvent> _ -> Uni.createFrom().voidItem();
          };
        });
  }

  /** Expiry needs no digest, so the sealed parts stay closed. */
  private static SubjectState fold(List<StoredEntry> entries) {
    SubjectState state = SubjectState.EMPTY;
    for (StoredEntry stored : entries) {
      Entry entry = EntryCodec.decode(stored.bytes().array(), Seal.CLOSED);
      if (entry.event() instanceof SubjectEvent event) {
        state = SubjectDecision.evolve(state, event, stored.position(), entry.header().time());
      }
    }
    return state;
  }

  /** The decision's one event is {@code GrantExpired}: an order to expire comes to nothing else. */
  private Append append(GrantExpiry expiry, long lastRevision, SubjectEvent event, Instant at) {
    StreamName stream = expiry.key().subject().stream();
    var header = new EntryHeader(eventId(expiry), cell, stream, at, lastRevision + 1);
    byte[] bytes = EntryCodec.encode(header, event, Seal.CLOSED);
    return new Append(
        stream,
        lastRevision,
        List.of(new Append.NewEntry(header.id(), TYPE, new EntryBytes(bytes))));
  }

  private static EventId eventId(GrantExpiry expiry) {
    String name = expiry.key().subject() + "/expired/" + expiry.grantPosition();
    return new EventId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }
}
