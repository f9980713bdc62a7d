package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.KurrentDBClient;
import io.kurrent.dbclient.ReadAllOptions;
import io.kurrent.dbclient.ReadResult;
import io.kurrent.dbclient.ReadStreamOptions;
import io.kurrent.dbclient.ResolvedEvent;
import io.kurrent.dbclient.StreamNotFoundException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** The store's own events, a bounded number at once, read from the leader. */
final class EventReads {
  private final Calls calls;
  private final EventStoreDbSettings settings;

  EventReads(Calls calls, EventStoreDbSettings settings) {
    this.calls = calls;
    this.settings = settings;
  }

  /** Up to so many events of a stream, with the positions that the server tells. */
  Uni<List<ResolvedEvent>> streamEvents(String stream, long fromRevision, int max) {
    var options = ReadStreamOptions.get().forwards().fromRevision(fromRevision).maxCount(max);
    return read(client -> emptyWhereNotFound(client.readStream(stream, options)));
  }

  /** The events at or after a position, of the streams that the server's filter takes. */
  Uni<List<ResolvedEvent>> filtered(String filter, Position from, int max) {
    return filtered(filter, from, max, settings.readTimeout());
  }

  /** The same where the server may have to filter its whole log. */
  Uni<List<ResolvedEvent>> filtered(String filter, Position from, int max, Duration limit) {
    var options =
        ReadAllOptions.get().forwards().maxCount(max).header(WireInterceptor.FILTER, filter);
    if (from.equals(Position.START)) {
      options.fromStart();
    } else {
      options.fromPosition(client(from));
    }
    return calls.run(limit, client -> client.readAll(options).thenApply(ReadResult::getEvents));
  }

  /** The last event before a position, or of all, that the server's filter takes. */
  Uni<List<ResolvedEvent>> lastFiltered(String filter) {
    var options =
        ReadAllOptions.get()
            .backwards()
            .fromEnd()
            .maxCount(1)
            .header(WireInterceptor.FILTER, filter);
    return read(client -> client.readAll(options).thenApply(ReadResult::getEvents));
  }

  /** Whatever is in the log before a position, the last first; before its end without one. */
  Uni<List<ResolvedEvent>> backwards(Position before, int max) {
    var options = ReadAllOptions.get().backwards().maxCount(max);
    if (before.equals(Position.START)) {
      options.fromEnd();
    } else {
      options.fromPosition(client(before));
    }
    return read(client -> client.readAll(options).thenApply(ReadResult::getEvents));
  }

  static io.kurrent.dbclient.Position client(Position position) {
    return new io.kurrent.dbclient.Position(position.value(), position.value());
  }

  private Uni<List<ResolvedEvent>> read(
      Function<KurrentDBClient, CompletableFuture<List<ResolvedEvent>>> request) {
    return calls.run(settings.readTimeout(), request);
  }

  private static CompletableFuture<List<ResolvedEvent>> emptyWhereNotFound(
      CompletableFuture<ReadResult> read) {
    return read.handle((result, failure) -> {
      if (failure == null) {
        return result.getEvents();
      }
      if (Trouble.unwrapped(failure) instanceof StreamNotFoundException) {
        return List.of();
      }
      throw new CompletionException(failure);
    });
  }
}
