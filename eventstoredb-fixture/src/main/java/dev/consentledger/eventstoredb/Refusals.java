package dev.consentledger.eventstoredb;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The protocol's errors: a gRPC status, and trailers that name it. */
final class Refusals {
  private Refusals() {}

  static StatusRuntimeException notLeader(Node leader) {
    return refusal(
        Status.NOT_FOUND.withDescription("Leader info available"),
        "exception",
        "not-leader",
        "leader-endpoint-host",
        leader.host(),
        "leader-endpoint-port",
        Integer.toString(leader.port()));
  }

  static StatusRuntimeException streamDeleted(String stream) {
    return refusal(
        Status.FAILED_PRECONDITION.withDescription("Event stream '" + stream + "' is deleted."),
        "exception",
        "stream-deleted",
        "stream-name",
        stream);
  }

  static StatusRuntimeException wrongExpectedVersion(
      String stream, AppendOutcome.WrongExpectedVersion wrong) {
    return refusal(
        Status.FAILED_PRECONDITION.withDescription("Append failed due to WrongExpectedVersion."),
        "exception",
        "wrong-expected-version",
        "stream-name",
        stream,
        "expected-version",
        Long.toString(wrong.expected()),
        "actual-version",
        Long.toString(wrong.actual()));
  }

  static StatusRuntimeException maximumAppendSizeExceeded(int bytesMax) {
    return refusal(
        Status.INVALID_ARGUMENT.withDescription(
            "Maximum Append Size of " + bytesMax + " Exceeded."),
        "exception",
        "maximum-append-size-exceeded",
        "maximum-append-size",
        Integer.toString(bytesMax));
  }

  static StatusRuntimeException accessDenied() {
    return refusal(
        Status.PERMISSION_DENIED.withDescription("Access Denied"), "exception", "access-denied");
  }

  static StatusRuntimeException unavailable() {
    return Status.UNAVAILABLE.withDescription("Server Is Not Ready").asRuntimeException();
  }

  private static StatusRuntimeException refusal(Status status, String... trailers) {
    var metadata = new Metadata();
    for (int i = 0; i < trailers.length; i += 2) {
      metadata.put(Metadata.Key.of(trailers[i], Metadata.ASCII_STRING_MARSHALLER), trailers[i + 1]);
    }
    return status.asRuntimeException(metadata);
  }
}
