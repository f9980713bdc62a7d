package dev.consentledger.eventstoredb;

import dev.consentledger.eventstoredb.Recorded.Proposed;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.AppendReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.AppendResp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One append call: its options, then its events, then one answer. */
final class Appending implements StreamObserver<AppendReq> {
  private final EventStoreDbFixture cluster;
  private final Node node;
  private final boolean requiresLeader;
  private final StreamObserver<AppendResp> answer;
  private final List<Proposed> events = new ArrayList<>();
  private AppendReq.@Nullable Options options;
  private long bytes;
  private boolean isOver;

  Appending(
      EventStoreDbFixture cluster,
      Node node,
      boolean requiresLeader,
      StreamObserver<AppendResp> answer) {
    this.cluster = cluster;
    this.node = node;
    this.requiresLeader = requiresLeader;
    this.answer = answer;
  }

  @Override
  public void onNext(AppendReq part) {
    if (part.hasOptions()) {
      options = part.getOptions();
      return;
    }
    events.add(Wire.proposed(part.getProposedMessage()));
    bytes += part.getProposedMessage().getData().size();
    if (bytes > cluster.options().appendBytesMax()) {
      refuse(Refusals.maximumAppendSizeExceeded(cluster.options().appendBytesMax()));
    }
  }

  @Override
  public void onCompleted() {
    if (isOver || options == null) {
      return;
    }
    try {
      StreamsService.admit(cluster, node, requiresLeader);
      String stream = options.getStreamIdentifier().getStreamName().toStringUtf8();
      AppendOutcome outcome = cluster.log().append(stream, expected(options), events);
      node.faults().awaitRelease();
      if (node.faults().losesAnswer()) {
        throw Refusals.unavailable();
      }
      tell(stream, outcome);
    } catch (StatusRuntimeException e) {
      refuse(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      refuse(Refusals.unavailable());
    }
  }

  private void tell(String stream, AppendOutcome outcome) {
    var response = AppendResp.newBuilder();
    switch (outcome) {
      case AppendOutcome.Stored stored ->
          response.setSuccess(
              AppendResp.Success.newBuilder()
                  .setCurrentRevision(stored.lastRevision())
                  .setPosition(
                      AppendResp.Position.newBuilder()
                          .setCommitPosition(stored.position())
                          .setPreparePosition(stored.position())));
      case AppendOutcome.WrongExpectedVersion wrong -> {
        if (!cluster.options().release().answersWrongExpectedVersion()) {
          throw Refusals.wrongExpectedVersion(stream, wrong);
        }
        response.setWrongExpectedVersion(answerOf(wrong));
      }
      case AppendOutcome.Deleted _ -> throw Refusals.streamDeleted(stream);
    }
    isOver = true;
    answer.onNext(response.build());
    answer.onCompleted();
  }

  private static AppendResp.WrongExpectedVersion answerOf(
      AppendOutcome.WrongExpectedVersion wrong) {
    var told = AppendResp.WrongExpectedVersion.newBuilder();
    if (wrong.actual() == TransactionLog.NO_STREAM) {
      told.setCurrentNoStream(Wire.empty());
    } else {
      told.setCurrentRevision(wrong.actual());
    }
    if (wrong.expected() == TransactionLog.NO_STREAM) {
      told.setExpectedNoStream(Wire.empty());
    } else {
      told.setExpectedRevision(wrong.expected());
    }
    return told.build();
  }

  private static long expected(AppendReq.Options options) {
    return switch (options.getExpectedStreamRevisionCase()) {
      case REVISION -> options.getRevision();
      case NO_STREAM -> TransactionLog.NO_STREAM;
      case STREAM_EXISTS -> TransactionLog.STREAM_EXISTS;
      case ANY, EXPECTEDSTREAMREVISION_NOT_SET -> TransactionLog.ANY;
    };
  }

  private void refuse(StatusRuntimeException reason) {
    if (!isOver) {
      isOver = true;
      answer.onError(reason);
    }
  }

  @Override
  public void onError(Throwable failure) {
    isOver = true; // the caller is gone
  }
}
