package dev.consentledger.consent.proof;

import dev.consentledger.telemetry.NotAbove;
import dev.consentledger.telemetry.TrueOrFalse;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** The log's name and key, its witnesses, and the limits of proof. */
@ConfigMapping(prefix = "consentledger.proof")
@NotAbove(setting = "retryPauseMin", limit = "retryPauseMax")
@NotAbove(setting = "batchEntriesMax", limit = "readAheadEntriesMax")
@NotAbove(setting = "witnessPauseMin", limit = "witnessPauseMax")
public interface ProofSettings {
  String KEY_FILE = "consentledger.proof.signing-key-file";

  /** Off where another process signs for this ledger; what is stored is served all the same. */
  @WithDefault("true")
  @WithConverter(TrueOrFalse.class)
  boolean enabled();

  /** The first line of each checkpoint; the signing key's name must be the same. */
  @WithDefault("consentledger.dev/${consentledger.cell:cell-1}")
  String origin();

  /**
   * Signing keys as Go's sumdb/note has them, one a line, the newest last, in a file of mode 0600.
   * All of them sign: there are two while the log changes its key.
   */
  Optional<Path> signingKeyFile();

  /** How often that file is looked at for changes. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration signingKeyFileInterval();

  /**
   * A checkpoint is signed at most so long after an append. Half of it lies between two
   * checkpoints, so that a busy ledger's checkpoints stay few.
   */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration checkpointLimit();

  /** At most so many entries are integrated in one transaction. */
  @WithDefault("2000")
  @Min(1)
  @Max(10_000)
  int batchEntriesMax();

  /** At most so many entries are read ahead from the ledger, and never less than a batch. */
  @WithDefault("4000")
  @Min(1)
  int readAheadEntriesMax();

  /** How long a proof waits for a checkpoint that covers its entry. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration waitLimit();

  /** How often a proof that waits looks for one. */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  Duration waitInterval();

  /** How often the follower is compared with the ledger's head. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration headInterval();

  /** PostgreSQL and the signer answer within this, or the attempt counts as failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration answerLimit();

  /** The follower is stuck when the ledger's head is ahead of it and it says nothing so long. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration stuckLimit();

  /** The first pause after trouble; it doubles with each further one. */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  Duration retryPauseMin();

  /** The longest such pause. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration retryPauseMax();

  /** The newest checkpoint with so many of the witnesses' cosignatures is the one served. */
  @WithDefault("0")
  @Min(0)
  int cosignaturesMin();

  /** Those who cosign, each by a name for logs and metrics. */
  Map<String, Witness> witnesses();

  /** A witness answers within this. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration witnessLimit();

  /** The first pause after a witness did not cosign; it doubles with each further one. */
  @WithDefault("500ms")
  @DurationMin(millis = 1)
  Duration witnessPauseMin();

  /** The longest such pause. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration witnessPauseMax();

  /** A C2SP tlog-witness. */
  interface Witness {
    /** Its submission prefix: {@code add-checkpoint} comes after it. */
    URI url();

    /** Its public key, of the type cosignature/v1. */
    String vkey();
  }
}
