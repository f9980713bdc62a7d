package dev.consentledger.eventstoredb;

import io.grpc.stub.StreamObserver;
import io.kurrent.dbclient.proto.gossip.GossipGrpc;
import io.kurrent.dbclient.proto.gossip.GossipOuterClass.ClusterInfo;
import io.kurrent.dbclient.proto.gossip.GossipOuterClass.EndPoint;
import io.kurrent.dbclient.proto.gossip.GossipOuterClass.MemberInfo;
import io.kurrent.dbclient.proto.gossip.GossipOuterClass.MemberInfo.VNodeState;
import io.kurrent.dbclient.proto.shared.Shared;
import java.util.UUID;

/** Says who is in the cluster, and who leads it. */
final class GossipService extends GossipGrpc.GossipImplBase {
  private final EventStoreDbFixture cluster;

  GossipService(EventStoreDbFixture cluster) {
    this.cluster = cluster;
  }

  @Override
  public void read(Shared.Empty request, StreamObserver<ClusterInfo> answer) {
    var info = ClusterInfo.newBuilder();
    cluster.nodes().forEach(node -> info.addMembers(member(node)));
    answer.onNext(info.build());
    answer.onCompleted();
  }

  private static MemberInfo member(Node node) {
    return MemberInfo.newBuilder()
        .setInstanceId(Wire.uuid(new UUID(0, node.port())))
        .setIsAlive(node.isAlive())
        .setState(node.isLeader() ? VNodeState.Leader : VNodeState.Follower)
        .setHttpEndPoint(EndPoint.newBuilder().setAddress(node.host()).setPort(node.port()))
        .build();
  }
}
