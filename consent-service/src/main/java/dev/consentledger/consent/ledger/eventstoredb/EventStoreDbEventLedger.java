package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerAdapter;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ledger in EventStoreDB. Positions are commit positions of {@code $all}: they grow with gaps,
 * and any number of services may append to one cluster at once.
 */
@ApplicationScoped
@Identifier("eventstoredb")
public class EventStoreDbEventLedger implements EventLedger, LedgerAdapter {
  private static final Pattern TYPE = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Duration START_PAUSE = Duration.ofMillis(500);

  private final EventStoreDbSettings settings;
  private final Connections connections;
  private final EntryReads entries;
  private final Head head;
  private final Positions positions;
  private final Appends appends;
  private final StreamGuard guard;
  private final StreamWatch watch;

  @Inject
  EventStoreDbEventLedger(EventStoreDbSettings settings) {
    this.settings = settings;
    var client = new ClientSettings(settings);
    this.connections = new Connections(client, settings.reconnectPause());
    var calls = new Calls(connections, settings.reconnectPause());
    var reads = new EventReads(calls, settings);
    this.positions = new Positions(reads, settings);
    this.entries = new EntryReads(reads, positions, settings);
    this.head = new Head(reads);
    this.appends = new Appends(calls, reads, head, positions, settings);
    this.guard = new StreamGuard(client.hasUser(), settings.aclCheck());
    this.watch = new StreamWatch(connections, reads, head, guard, settings);
  }

  /**
   * Waits for the server and looks at the metadata of all streams of the ledger; throws {@link
   * IllegalStateException} where one could be truncated, or where the server does not answer.
   */
  @Override
  public void start() {
    watch
        .start()
        .onFailure(LedgerUnavailable.class)
        .retry()
        .withBackOff(START_PAUSE, START_PAUSE)
        .expireIn(settings.startLimit().toMillis())
        .ifNoItem()
        .after(settings.startLimit())
        .fail()
        .onFailure()
        .transform(EventStoreDbEventLedger::unreachable)
        .await()
        .indefinitely();
    danger()
        .ifPresent(danger -> {
          throw new IllegalStateException("the ledger is not safe in EventStoreDB: " + danger);
        });
  }

  private static IllegalStateException unreachable(Throwable failure) {
    return new IllegalStateException(
        "EventStoreDB did not answer within %sstart-limit, %s; is %sconnection-string right?"
            .formatted(
                ClientSettings.PREFIX, Trouble.of(failure).getMessage(), ClientSettings.PREFIX));
  }

  @Override
  public Optional<String> danger() {
    return guard.danger();
  }

  /**
   * Fails with {@link IllegalArgumentException} where an entry is empty or longer than {@link
   * EntryCodec#ENTRY_BYTES_MAX}, where an id comes twice, or where all of it is larger than the
   * server's {@code MaxAppendSize}. The server does not see that an id is taken in another stream.
   */
  @Override
  public Uni<Appended> append(Append append) {
    for (Append.NewEntry entry : append.entries()) {
      int length = entry.bytes().length();
      if (length == 0 || length > EntryCodec.ENTRY_BYTES_MAX) {
        return refused("an entry has 1 to " + EntryCodec.ENTRY_BYTES_MAX + " bytes");
      }
      if (!TYPE.matcher(entry.type()).matches()) {
        return refused("an entry's type is 1 to 255 printable ASCII characters");
      }
    }
    long ids = append.entries().stream().map(Append.NewEntry::id).distinct().count();
    return ids == append.entries().size()
        ? appends.append(append)
        : refused("an event id in " + append.stream() + " comes twice");
  }

  private static Uni<Appended> refused(String why) {
    return Uni.createFrom().failure(new IllegalArgumentException(why));
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return entries.stream(stream, fromRevision);
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return head.read()
        .onItem()
        .transformToMulti(
            last -> last.isAfter(after) ? entries.all(after, last) : Multi.createFrom().empty());
  }

  /**
   * Fails where the ledger ends before {@code after}: then it is not the ledger in which the caller
   * got that position, and going on would skip what is appended next.
   */
  @Override
  public Multi<Followed> follow(Position after) {
    return head.read()
        .onItem()
        .transformToMulti(last ->
            last.isAtLeast(after)
                ? Following.after(after, connections, head, positions, guard, settings)
                : Multi.createFrom()
                    .failure(
                        new LedgerUnavailable(
                            "the ledger ends at " + last + ", before position " + after)));
  }

  @Override
  public Uni<Position> head() {
    return head.read();
  }

  @PreDestroy
  void close() {
    watch.close();
    connections.close();
  }
}
