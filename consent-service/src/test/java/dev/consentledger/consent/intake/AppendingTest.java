package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.decision.AudienceCommand.CreateAudience;
import dev.consentledger.consent.decision.AudienceDecision;
import dev.consentledger.consent.decision.AudienceState;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.telemetry.Traces;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens when the ledger is in trouble, played by a ledger that is in trouble on demand. */
class AppendingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final AudienceId AUDIENCE =
      AudienceId.parse("00000000-0000-4000-8000-000000000001");
  private static final AdvertiserId SHOP = new AdvertiserId("shop");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

  private final TroubledLedger ledger = new TroubledLedger();
  private final Appending appending = new Appending(ledger, CLOCK, "cell-1", Traces.OFF);
  private final AudienceCommands commands = new AudienceCommands(appending);

  @Test
  void a_silent_ledger_gets_the_very_same_append_again() {
    ledger.troubles.add(new LedgerUnavailable("no answer"));
    ledger.troubles.add(new LedgerUnavailable("no answer"));

    Outcome outcome = create();

    assertThat(outcome).isEqualTo(new Outcome.Done(new Position(1)));
    assertThat(ledger.appends).hasSize(3);
    assertThat(ledger.appends).containsOnly(ledger.appends.getFirst());
  }

  @Test
  void a_ledger_that_stays_silent_is_given_up_after_the_limit() {
    for (int i = 0; i <= Appending.APPEND_RETRIES_MAX; i++) {
      ledger.troubles.add(new LedgerUnavailable("no answer"));
    }

    assertThatThrownBy(this::create).isInstanceOf(LedgerUnavailable.class);
    assertThat(ledger.appends).hasSize(1 + Appending.APPEND_RETRIES_MAX);
  }

  @Test
  void after_a_conflict_the_stream_is_read_and_decided_again() {
    ledger.troubles.add(conflict());

    assertThat(create()).isEqualTo(new Outcome.Done(new Position(1)));
    assertThat(ledger.reads).isEqualTo(2);
    assertThat(ledger.appends.get(0).entries().getFirst().id())
        .as("another decision is another event")
        .isNotEqualTo(ledger.appends.get(1).entries().getFirst().id());
  }

  @Test
  void conflicts_without_end_are_given_up_after_the_limit() {
    for (int i = 0; i <= Appending.CONFLICT_RETRIES_MAX; i++) {
      ledger.troubles.add(conflict());
    }

    assertThatThrownBy(this::create).isInstanceOf(RevisionConflict.class);
    assertThat(ledger.appends).hasSize(1 + Appending.CONFLICT_RETRIES_MAX);
  }

  @Test
  void a_stream_that_should_be_new_is_not_read() {
    assertThat(createAsNew()).isEqualTo(new Outcome.Done(new Position(1)));
    assertThat(ledger.reads).isZero();
    assertThat(ledger.appends).extracting(Append::expectedRevision).containsOnly(Append.NO_STREAM);
  }

  @Test
  void a_stream_that_should_be_new_and_is_not_is_read_as_any_other() {
    ledger.troubles.add(conflict());
    ledger.troubles.add(conflict());

    assertThat(createAsNew()).isEqualTo(new Outcome.Done(new Position(1)));
    assertThat(ledger.reads).isEqualTo(2);
  }

  private Outcome createAsNew() {
    return appending
        .<AudienceState, AudienceEvent>decide(
            StreamName.ofAudience(AUDIENCE),
            true,
            Seal.CLOSED,
            () -> new Folded<>(new AudienceState.Unknown(), (state, _, _, _) -> state, Seal.CLOSED),
            (state, _) -> AudienceDecision.decide(state, new CreateAudience(SHOP)))
        .await()
        .atMost(PATIENCE);
  }

  private Outcome create() {
    return commands.handle(AUDIENCE, new CreateAudience(SHOP)).await().atMost(PATIENCE);
  }

  private static RevisionConflict conflict() {
    return new RevisionConflict(StreamName.ofAudience(AUDIENCE), Append.NO_STREAM, 0);
  }

  private static final class TroubledLedger implements EventLedger {
    private final Deque<RuntimeException> troubles = new ArrayDeque<>();
    private final List<Append> appends = new ArrayList<>();
    private int reads;

    @Override
    public Uni<Appended> append(Append append) {
      appends.add(append);
      RuntimeException trouble = troubles.poll();
      return trouble == null
          ? Uni.createFrom().item(new Appended(List.of(new Position(1)), 0))
          : Uni.createFrom().failure(trouble);
    }

    @Override
    public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
      reads++;
      return Multi.createFrom().empty();
    }

    @Override
    public Multi<StoredEntry> readAll(Position after) {
      throw new UnsupportedOperationException("a command reads one stream");
    }

    @Override
    public Multi<Followed> follow(Position after) {
      throw new UnsupportedOperationException("a command follows nothing");
    }

    @Override
    public Uni<Position> head() {
      throw new UnsupportedOperationException("a command needs no head");
    }
  }
}
