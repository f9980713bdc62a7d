package dev.consentledger.eventstoredb;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kurrent.dbclient.proto.streams.StreamsGrpc;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.AppendReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.AppendResp;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadResp;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.TombstoneReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.TombstoneResp;

/** Appends, reads and subscriptions of one node. */
final class StreamsService extends StreamsGrpc.StreamsImplBase {
  private final EventStoreDbFixture cluster;
  private final Node node;

  StreamsService(EventStoreDbFixture cluster, Node node) {
    this.cluster = cluster;
    this.node = node;
  }

  @Override
  public StreamObserver<AppendReq> append(StreamObserver<AppendResp> answer) {
    return new Appending(cluster, node, RequiresLeader.isAsked(), answer);
  }

  @Override
  public void read(ReadReq request, StreamObserver<ReadResp> answer) {
    var call = (ServerCallStreamObserver<ReadResp>) answer;
    boolean requiresLeader = RequiresLeader.isAsked();
    try {
      admit(cluster, node, requiresLeader);
      if (request.getOptions().hasSubscription()) {
        new Subscribing(cluster, node, requiresLeader, request.getOptions(), call).begin();
      } else {
        new Reading(cluster, request.getOptions(), call).run();
      }
    } catch (StatusRuntimeException e) {
      call.onError(e);
    }
  }

  @Override
  public void tombstone(TombstoneReq request, StreamObserver<TombstoneResp> answer) {
    String stream = request.getOptions().getStreamIdentifier().getStreamName().toStringUtf8();
    switch (cluster.log().tombstone(stream, TransactionLog.ANY)) {
      case AppendOutcome.Stored _ -> {
        answer.onNext(TombstoneResp.getDefaultInstance());
        answer.onCompleted();
      }
      case AppendOutcome.WrongExpectedVersion wrong ->
          answer.onError(Refusals.wrongExpectedVersion(stream, wrong));
      case AppendOutcome.Deleted _ -> answer.onError(Refusals.streamDeleted(stream));
    }
  }

  /** Throws where the node does not take the call. */
  static void admit(EventStoreDbFixture cluster, Node node, boolean requiresLeader) {
    if (node.faults().refusesCall()) {
      throw Refusals.unavailable();
    }
    if (requiresLeader && !node.isLeader()) {
      throw Refusals.notLeader(cluster.leader());
    }
  }
}
