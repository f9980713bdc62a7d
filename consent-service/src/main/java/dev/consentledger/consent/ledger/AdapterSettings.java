package dev.consentledger.consent.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Which store keeps the ledger. */
@ConfigMapping(prefix = "consentledger.ledger")
public interface AdapterSettings {
  /**
   * The store of the ledger. Subjects, keys, cursors, proofs and replays are in PostgreSQL with
   * either.
   */
  @WithDefault("postgres")
  Adapter adapter();

  /**
   * {@code postgres} moves the ledger from there into the store of {@link #adapter} before the
   * start goes on, once: PostgreSQL's takes no more entries then. Later it does nothing.
   */
  Optional<Adapter> importFrom();

  /** The stores that there are an adapter for. */
  enum Adapter {
    POSTGRES("postgres"),
    EVENTSTOREDB("eventstoredb");

    private final String identifier;

    Adapter(String identifier) {
      this.identifier = identifier;
    }

    String identifier() {
      return identifier;
    }
  }
}
