package dev.consentledger.eventstoredb;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadResp;
import java.util.List;
import java.util.UUID;

/**
 * One catch-up subscription to {@code $all}: confirmed first, then everything strictly after its
 * position, checkpoints between, and where the release does so a word each time it has caught up.
 * It writes no faster than its reader takes.
 */
final class Subscribing {
  private static final int PAGE = 32;
  private static final long POLL_MILLIS = 50;

  private final EventStoreDbFixture cluster;
  private final Node node;
  private final boolean requiresLeader;
  private final ReadReq.Options options;
  private final Filter filter;
  private final ServerCallStreamObserver<ReadResp> call;
  private final Object ready = new Object();
  private final int mutingsBefore;
  private long position;
  private long considered;
  private boolean isLive;

  Subscribing(
      EventStoreDbFixture cluster,
      Node node,
      boolean requiresLeader,
      ReadReq.Options options,
      ServerCallStreamObserver<ReadResp> call) {
    this.cluster = cluster;
    this.node = node;
    this.requiresLeader = requiresLeader;
    this.options = options;
    this.filter = Filter.of(options);
    this.call = call;
    this.mutingsBefore = node.faults().mutings();
  }

  void begin() {
    position = start();
    call.setOnReadyHandler(this::wake);
    call.setOnCancelHandler(this::wake);
    Thread.ofVirtual().name("subscription").start(this::run);
  }

  private void run() {
    try {
      tell(
          ReadResp.newBuilder()
              .setConfirmation(
                  ReadResp.SubscriptionConfirmation.newBuilder()
                      .setSubscriptionId(UUID.randomUUID().toString()))
              .build());
      while (!call.isCancelled()) {
        tellNext();
      }
    } catch (StatusRuntimeException e) {
      call.onError(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      if (!call.isCancelled()) { // the call ended under our hands
        throw e;
      }
    }
  }

  private void tellNext() throws InterruptedException {
    if (requiresLeader && !node.isLeader()) {
      throw Refusals.notLeader(cluster.leader());
    }
    if (node.faults().mutings() != mutingsBefore) {
      Thread.sleep(POLL_MILLIS);
      return;
    }
    List<Recorded> page = cluster.log().from(position + 1, PAGE);
    for (Recorded event : page) {
      tellEvent(event);
    }
    if (page.isEmpty()) {
      tellCaughtUp();
      cluster.log().awaitAfter(position, POLL_MILLIS);
    }
  }

  private void tellEvent(Recorded event) throws InterruptedException {
    if (filter.takes(event)) {
      if (isLive && !call.isReady()) {
        isLive = false; // it is told from the log again until it has caught up
        tellWhereKnown(Wire.fellBehind());
      }
      tell(Wire.event(event, true));
      node.faults().eventTold();
    }
    position = event.position();
    considered++;
    if (considered % filter.checkpointEvery() == 0) {
      tell(Wire.checkpoint(position));
    }
  }

  private void tellCaughtUp() throws InterruptedException {
    if (!isLive) {
      isLive = true;
      tellWhereKnown(Wire.caughtUp());
    }
  }

  private void tellWhereKnown(ReadResp word) throws InterruptedException {
    if (cluster.options().release().tellsCaughtUp()) {
      tell(word);
    }
  }

  private void tell(ReadResp message) throws InterruptedException {
    synchronized (ready) {
      while (!call.isReady() && !call.isCancelled()) {
        ready.wait();
      }
    }
    if (!call.isCancelled()) {
      call.onNext(message);
    }
  }

  private void wake() {
    synchronized (ready) {
      ready.notifyAll();
    }
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
