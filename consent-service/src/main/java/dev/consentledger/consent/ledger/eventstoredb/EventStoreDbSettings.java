package dev.consentledger.consent.ledger.eventstoredb;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where EventStoreDB is, and the limits of the ledger in it. */
@ConfigMapping(prefix = "consentledger.ledger.eventstoredb")
public interface EventStoreDbSettings {
  /**
   * Where the cluster is: {@code esdb://host:2113}, {@code kurrentdb://…}, several hosts with
   * commas between, or {@code esdb+discover://name}; {@code ?tls=false} for a server without TLS.
   */
  Optional<String> connectionString();

  /** Who this service is to EventStoreDB. */
  Optional<String> user();

  /** The file with the user's password, alone on its line; read again for each connection. */
  Optional<Path> passwordFile();

  /** The certificates, PEM, that sign the servers' own; the system's where there is none. */
  Optional<Path> caFile();

  /** After this time an append's outcome counts as unknown. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration appendTimeout();

  /** After this time a read has failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration readTimeout();

  /** The pause before a call is repeated, and the least time between two connections. */
  @WithDefault("200ms")
  @DurationMin(millis = 1)
  Duration reconnectPause();

  /** Entries that one read takes from the store; at 65,535 bytes each they fit in memory. */
  @WithDefault("256")
  @Min(1)
  @Max(4096)
  int pageEntries();

  /** Entries that a subscription may be ahead of its follower before the store has to wait. */
  @WithDefault("256")
  @Min(1)
  @Max(4096)
  int followEntriesMax();

  /** The longest time between two looks of a follower at the ledger's head. */
  @WithDefault("500ms")
  @DurationMin(millis = 1)
  Duration heartbeat();

  /** A subscription that is silent so long while the head lies beyond it is made again. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration silenceLimit();

  /** Positions that are remembered for servers before 22.10, which do not tell them in a stream. */
  @WithDefault("100000")
  @Min(1)
  @Max(10_000_000)
  int positionsRemembered();

  /** How long the start waits for the server, and for the look at all streams' metadata. */
  @WithDefault("2m")
  @DurationMin(millis = 1)
  Duration startLimit();

  /**
   * What happens where the server's ACLs let everybody write, delete or truncate a ledger stream.
   * Without a user there are no ACLs to speak of, and a warning is all.
   */
  @WithDefault("refuse")
  AclCheck aclCheck();

  /** The answer to ACLs that are too wide. */
  enum AclCheck {
    REFUSE,
    WARN
  }
}
