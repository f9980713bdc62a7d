package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.eventstoredb.EventStoreDbSettings.AclCheck;
import io.kurrent.dbclient.RecordedEvent;
import io.kurrent.dbclient.ResolvedEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Knows what could make entries of the ledger disappear from their store: metadata of a ledger's
 * stream that truncates it, a deleted stream, and ACLs that let everybody do so. The last metadata
 * of a stream counts.
 */
final class StreamGuard {
  private static final Logger LOG = Logger.getLogger(StreamGuard.class);

  private final boolean checksAcls;
  private final boolean refusesAcls;
  private final Map<String, String> dangers = new LinkedHashMap<>();

  /** Without a user nobody is held to an ACL, so there is nothing to check. */
  StreamGuard(boolean hasUser, AclCheck acls) {
    this.checksAcls = hasUser;
    this.refusesAcls = acls == AclCheck.REFUSE;
  }

  /** The first danger, in a sentence that names the stream and the field. */
  synchronized Optional<String> danger() {
    return dangers.values().stream().findFirst();
  }

  /** The content of {@code $settings}, empty where there is none. */
  synchronized void settings(byte[] content) {
    Optional<String> open = checksAcls ? Danger.openByDefault(content) : Optional.empty();
    keep(
        Streams.SETTINGS,
        open.map(right ->
            "stream $settings: "
                + right
                + " lets everybody into the ledger's streams; give it to this service's user"
                + " alone"),
        refusesAcls);
  }

  /** Something of the log, in its order, that a filter for metadata or for ledger streams took. */
  synchronized void see(ResolvedEvent resolved) {
    RecordedEvent event = resolved.getEvent();
    String stream = event.getStreamId();
    if (stream.equals(Streams.SETTINGS)) {
      settings(event.getEventData());
    } else if (Entries.isTombstone(event)) {
      if (Streams.isOurs(stream)) {
        keep(stream, Optional.of("stream " + stream + " was deleted"), true);
      }
    } else {
      Streams.describedBy(stream)
          .filter(described -> described.equals(Streams.ALL) || Streams.isOurs(described))
          .ifPresent(described -> metadata(described, event.getEventData()));
    }
  }

  private void metadata(String stream, byte[] content) {
    Optional<String> truncation =
        Danger.truncation(content)
            .map(field -> "stream " + stream + ": its metadata's " + field + " could truncate it");
    keep(stream, truncation, true);
    if (truncation.isEmpty() && checksAcls) {
      Optional<String> open =
          Danger.openRight(content)
              .map(right -> "stream " + stream + ": its metadata's " + right + " is everybody's");
      keep(stream, open, refusesAcls);
    }
  }

  private void keep(String stream, Optional<String> danger, boolean refuses) {
    dangers.remove(stream);
    danger.ifPresent(sentence -> {
      LOG.warnf("the ledger is in danger in EventStoreDB: %s", sentence);
      if (refuses) {
        dangers.put(stream, sentence);
      }
    });
  }
}
