package dev.consentledger.operator;

import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes the two restored databases agree with the ledger, which is right wherever they differ, and
 * lets publication begin with a new topic. Doing it twice changes nothing more.
 */
final class Reconciliation {
  private static final int PAGE_ROWS = 1_000;
  private static final String STREAM = "audience-";
  private static final String ERASED = EntryCodec.typeOf(new SubjectErased());

  private final Connection consent;
  private final Connection matching;
  private final List<UUID> erased;
  private final Consumer<String> say;
  private final Set<UUID> deleted = new HashSet<>();
  private final Set<UUID> created = new HashSet<>();
  private final Set<UUID> recorded = new HashSet<>();

  /**
   * @param erased subjects that were erased since the backup, as the operator knows them
   */
  Reconciliation(Connection consent, Connection matching, List<UUID> erased, Consumer<String> say) {
    this.consent = consent;
    this.matching = matching;
    this.erased = erased;
    this.say = say;
  }

  void run() throws SQLException {
    if (RestoredLedger.isHere(consent)) {
      readAudiences();
      matching.setAutoCommit(false);
      endDeletedAudiences();
      hideUnrecorded();
      matching.commit();
      tellOfRunsWithoutLists();
      eraseWhomTheLedgerErased();
    }
    eraseAgain();
    // What the topic tells belongs to a ledger that went further than this one does now.
    change(
        consent,
        "UPDATE publication_cursor SET restored = true, position = 0, topic_id = NULL",
        "Publication begins with a new, empty topic.");
  }

  private void readAudiences() throws SQLException {
    consent.setAutoCommit(false);
    try (var statement =
        consent.prepareStatement(
            "SELECT stream, bytes FROM ledger_entry WHERE stream LIKE 'audience-%'"
                + " ORDER BY position")) {
      statement.setFetchSize(PAGE_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          UUID audience = UUID.fromString(rows.getString(1).substring(STREAM.length()));
          created.add(audience);
          LedgerEvent event = EntryCodec.decode(rows.getBytes(2), Seal.CLOSED).event();
          if (event instanceof AudienceDeleted) {
            deleted.add(audience);
          } else if (event instanceof ListMatched run) {
            recorded.add(run.run().value());
          }
        }
      }
    } finally {
      consent.rollback();
      consent.setAutoCommit(true);
    }
  }

  /** The ledger has the deletion: matching-service finishes it when it starts. */
  private void endDeletedAudiences() throws SQLException {
    for (UUID audience : selected("SELECT audience FROM audience WHERE NOT deleting")) {
      if (deleted.contains(audience)) {
        change(
            matching,
            "UPDATE audience SET deleting = true WHERE audience = '" + audience + "'",
            "An audience that was deleted after matching's part of the backup is deleted again.");
      }
    }
  }

  /** Rule 6: nobody reads what the ledger does not know. */
  private void hideUnrecorded() throws SQLException {
    for (UUID audience : selected("SELECT audience FROM audience WHERE position IS NOT NULL")) {
      if (!created.contains(audience)) {
        change(
            matching,
            "UPDATE audience SET position = NULL WHERE audience = '" + audience + "'",
            "An audience that this ledger does not know is hidden.");
      }
    }
    for (UUID run : selected("SELECT run FROM run WHERE state IN ('recording', 'ready')")) {
      if (!recorded.contains(run)) {
        change(
            matching,
            "UPDATE run SET state = 'failed', failure = 'internal_error' WHERE state = 'ready'"
                + " AND run = '"
                + run
                + "'",
            "A run that this ledger does not know is withdrawn: its list must be uploaded again.");
      }
    }
  }

  private void tellOfRunsWithoutLists() throws SQLException {
    Set<UUID> kept = selected("SELECT run FROM pairing_record");
    long missing = recorded.stream().filter(run -> !kept.contains(run)).count();
    if (missing > 0) {
      say.accept(
          missing
              + " runs are in the ledger whose pairings are not in the backup: their replays say"
              + " so. Their lists must be uploaded again.");
    }
  }

  /** Their keys came back with a row that is older than the ledger. */
  private void eraseWhomTheLedgerErased() throws SQLException {
    order(
        consent.prepareStatement(
            "INSERT INTO erasure (subject) SELECT subject FROM subject WHERE EXISTS ("
                + "SELECT FROM ledger_entry WHERE stream = 'subject-' || subject"
                + " AND type = '"
                + ERASED
                + "') ON CONFLICT DO NOTHING"),
        "%d people whom the ledger says to be erased had their keys back.");
  }

  /** consent-service appends what the ledger lacks and destroys the keys when it starts. */
  private void eraseAgain() throws SQLException {
    PreparedStatement insert =
        consent.prepareStatement(
            "INSERT INTO erasure (subject) SELECT subject FROM subject WHERE subject = ANY (?)"
                + " ON CONFLICT DO NOTHING");
    insert.setArray(1, consent.createArrayOf("uuid", erased.toArray()));
    order(insert, "%d people who were erased since the backup are erased again.");
  }

  private void order(PreparedStatement insert, String sentence) throws SQLException {
    try (insert) {
      int people = insert.executeUpdate();
      if (people > 0) {
        say.accept(sentence.formatted(people) + " consent-service finishes it when it starts.");
      }
    }
  }

  private Set<UUID> selected(String sql) throws SQLException {
    Set<UUID> found = new HashSet<>();
    try (var statement = matching.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getObject(1, UUID.class));
      }
    }
    return found;
  }

  private void change(Connection connection, String sql, String sentence) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (statement.executeUpdate(sql) > 0) {
        say.accept(sentence);
      }
    }
  }
}
