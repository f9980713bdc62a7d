package dev.consentledger.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.proof.LogView.Integrated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProofStatusTest {
  private static final Instant STORED_AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final SigningKey KEY = SigningKey.generate("example.com/log", KeyType.ED25519);
  private Instant now = STORED_AT;
  private final Clock clock = instants().withZone(ZoneOffset.UTC);
  private final ProofStatus status = new ProofStatus(clock);

  private InstantSource instants() {
    return () -> now;
  }

  @BeforeEach
  void lead() {
    status.works();
    status.begins(
        new Integrated(new TreeHead(0, new TreeHasher().emptyRoot()), Position.START), false);
  }

  private SignedCheckpoint signedOne() {
    var head = new TreeHead(1, new TreeHasher().leaf(new byte[] {1}));
    return new SignedCheckpoint(
        head, new Position(1), new Checkpoint("example.com/log", head).sign(KEY), now);
  }

  @Test
  void a_checkpoint_within_the_limit_is_not_late() {
    status.uncovered(STORED_AT);
    now = STORED_AT.plus(LIMIT);

    status.signed(signedOne(), LIMIT, null);

    assertThat(status.checkpoints()).isEqualTo(1);
    assertThat(status.lateCheckpoints()).isZero();
    assertThat(status.lagSeconds()).isZero();
  }

  @Test
  void a_checkpoint_after_the_limit_is_counted_late() {
    status.uncovered(STORED_AT);
    now = STORED_AT.plus(LIMIT).plusMillis(1);

    assertThat(status.lagSeconds()).isEqualTo(1.001);
    status.signed(signedOne(), LIMIT, null);

    assertThat(status.lateCheckpoints()).isEqualTo(1);
  }

  @Test
  void an_entry_that_a_checkpoint_leaves_out_goes_on_waiting() {
    status.uncovered(STORED_AT);
    now = STORED_AT.plusMillis(500);
    status.signed(signedOne(), LIMIT, STORED_AT.plusMillis(400));
    now = STORED_AT.plusMillis(700);

    assertThat(status.lagSeconds()).isEqualTo(0.3);
    assertThat(status.checkpointAgeSeconds()).isEqualTo(0.2);
  }
}
