package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerAdapter;
import dev.consentledger.consent.ledger.LedgerMetrics;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * The ledger in PostgreSQL. Positions begin at 1 and have no gaps; several instances may append to
 * one database at once.
 */
@ApplicationScoped
@Identifier("postgres")
public class PostgresEventLedger implements EventLedger, LedgerAdapter {
  private static final int TYPE_CHARACTERS_MAX = 255;

  private final GroupCommit appends;
  private final EntryPages pages;
  private final Wakeups wakeups = new Wakeups();
  private final AppendListener listener;
  private final LedgerSettings settings;

  @Inject
  PostgresEventLedger(Vertx vertx, Pool pool, LedgerSettings settings, LedgerMetrics metrics) {
    this.settings = settings;
    this.pages = new EntryPages(pool, settings);
    this.listener = new AppendListener(vertx, pool, settings.listenRetry(), wakeups::signal);
    var transaction = new AppendTransaction(pool, settings.appendTimeout());
    this.appends =
        new GroupCommit(
            batch ->
                transaction
                    .run(batch)
                    .invoke(() -> {
                      metrics.batch(batch.stream().mapToInt(each -> each.entries().size()).sum());
                      wakeups.signal();
                    }),
            settings,
            ((VertxInternal) vertx.getDelegate()).createEventLoopContext());
  }

  /**
   * Fails with {@link IllegalArgumentException}, before anything is sent, where an entry is empty
   * or longer than {@link EntryCodec#ENTRY_BYTES_MAX}: it must not fail the batch that it would
   * share.
   */
  @Override
  public Uni<Appended> append(Append append) {
    for (Append.NewEntry entry : append.entries()) {
      int length = entry.bytes().length();
      if (length == 0 || length > EntryCodec.ENTRY_BYTES_MAX) {
        return refused("an entry has 1 to " + EntryCodec.ENTRY_BYTES_MAX + " bytes");
      }
      if (!isType(entry.type())) {
        return refused("an entry's type is 1 to 255 printable ASCII characters");
      }
    }
    return appends.append(append);
  }

  private static boolean isType(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '!' || text.charAt(i) > '~') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= TYPE_CHARACTERS_MAX;
  }

  private static Uni<Appended> refused(String why) {
    return Uni.createFrom().failure(new IllegalArgumentException(why));
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return pages.stream(stream, fromRevision);
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return pages.head().onItem().transformToMulti(head -> pages.all(after.value(), head.value()));
  }

  /** One query a page, where a stream of single entries asks for the head and several pages. */
  @Override
  public Uni<List<StoredEntry>> page(Position after, Position last, int entriesMax) {
    return pages.page(after.value(), last.value(), entriesMax);
  }

  /**
   * Fails where the ledger ends before {@code after}: then it is not the ledger in which the caller
   * got that position, and going on would skip what is appended next.
   */
  @Override
  public Multi<Followed> follow(Position after) {
    listener.start();
    return pages
        .head()
        .onItem()
        .transformToMulti(head ->
            head.isAtLeast(after)
                ? Following.after(after, pages, wakeups, settings.heartbeat())
                : Multi.createFrom()
                    .failure(
                        new LedgerUnavailable(
                            "the ledger ends at " + head + ", before position " + after)));
  }

  @Override
  public Uni<Position> head() {
    return pages.head();
  }

  @Override
  public boolean batches() {
    return true;
  }

  @PreDestroy
  void close() {
    listener.close();
  }
}
