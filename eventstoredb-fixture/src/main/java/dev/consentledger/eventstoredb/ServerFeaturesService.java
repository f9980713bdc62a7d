package dev.consentledger.eventstoredb;

import io.grpc.stub.StreamObserver;
import io.kurrent.dbclient.proto.serverfeatures.ServerFeaturesGrpc;
import io.kurrent.dbclient.proto.serverfeatures.Serverfeatures.SupportedMethods;
import io.kurrent.dbclient.proto.shared.Shared;

/** Says the server's version. It supports none of the optional methods. */
final class ServerFeaturesService extends ServerFeaturesGrpc.ServerFeaturesImplBase {
  private final ServerRelease release;

  ServerFeaturesService(ServerRelease release) {
    this.release = release;
  }

  @Override
  public void getSupportedMethods(Shared.Empty request, StreamObserver<SupportedMethods> answer) {
    answer.onNext(
        SupportedMethods.newBuilder().setEventStoreServerVersion(release.version()).build());
    answer.onCompleted();
  }
}
