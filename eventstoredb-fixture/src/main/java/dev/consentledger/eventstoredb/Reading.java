package dev.consentledger.eventstoredb;

import io.grpc.stub.ServerCallStreamObserver;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq.Options.ReadDirection;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadResp;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One counted read, of a stream or of {@code $all}, in either direction. */
final class Reading {
  private static final int PAGE = 500;

  private final EventStoreDbFixture cluster;
  private final ReadReq.Options options;
  private final ServerCallStreamObserver<ReadResp> call;

  Reading(
      EventStoreDbFixture cluster,
      ReadReq.Options options,
      ServerCallStreamObserver<ReadResp> call) {
    this.cluster = cluster;
    this.options = options;
    this.call = call;
  }

  void run() {
    if (options.hasStream()) {
      readStream();
    } else {
      readAll();
    }
    call.onCompleted();
  }

  private boolean isForwards() {
    return options.getReadDirection() == ReadDirection.Forwards;
  }

  private void readStream() {
    String stream = options.getStream().getStreamIdentifier().getStreamName().toStringUtf8();
    if (cluster.log().isTombstoned(stream)) {
      throw Refusals.streamDeleted(stream);
    }
    List<Recorded> events = cluster.log().stream(stream);
    if (events.isEmpty()) {
      call.onNext(
          ReadResp.newBuilder()
              .setStreamNotFound(
                  ReadResp.StreamNotFound.newBuilder().setStreamIdentifier(Wire.identifier(stream)))
              .build());
      return;
    }
    boolean withPosition = cluster.options().release().tellsPositionsInStreams();
    inStream(events)
        .limit(options.getCount())
        .forEach(event -> call.onNext(Wire.event(event, withPosition)));
  }

  private Stream<Recorded> inStream(List<Recorded> events) {
    var from = options.getStream();
    if (isForwards()) {
      long first = from.hasRevision() ? from.getRevision() : 0;
      return events.stream().filter(event -> !from.hasEnd() && event.revision() >= first);
    }
    long last = from.hasRevision() ? from.getRevision() : Long.MAX_VALUE;
    return events.stream()
        .filter(event -> !from.hasStart() && event.revision() <= last)
        .sorted(Comparator.comparingLong(Recorded::revision).reversed());
  }

  private void readAll() {
    Filter filter = Filter.of(options);
    long left = options.getCount();
    long at = start();
    List<Recorded> page = page(at);
    while (left > 0 && !page.isEmpty()) {
      for (Recorded event : page) {
        if (left > 0 && filter.takes(event)) {
          call.onNext(Wire.event(event, true));
          left--;
        }
      }
      long last = page.getLast().position();
      page = page(isForwards() ? last + 1 : last);
    }
  }

  /** Forwards the position's own event comes first, backwards the one before it. */
  private List<Recorded> page(long at) {
    return isForwards() ? cluster.log().from(at, PAGE) : cluster.log().before(at, PAGE);
  }

  private long start() {
    var from = options.getAll();
    return switch (from.getAllOptionCase()) {
      case POSITION -> from.getPosition().getCommitPosition();
      case START, ALLOPTION_NOT_SET -> 0;
      case END -> cluster.log().end();
    };
  }
}
