package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.RevisionConflict;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kurrent.dbclient.ConnectionShutdownException;
import io.kurrent.dbclient.NotLeaderException;
import io.kurrent.dbclient.StreamDeletedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** From the client's failures to the port's. */
final class Trouble {
  static final String NOT_LEADER = "another node is the leader";

  private static final Metadata.Key<String> EXCEPTION =
      Metadata.Key.of("exception", Metadata.ASCII_STRING_MARSHALLER);
  private static final int CAUSES_MAX = 10;

  private Trouble() {}

  /** Keeps the status and drops the server's words, which name streams and endpoints. */
  static Throwable of(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return switch (cause) {
      case LedgerUnavailable unavailable -> unavailable;
      case RevisionConflict conflict -> conflict;
      case IllegalArgumentException refused -> refused;
      case StreamDeletedException _ ->
          new LedgerUnavailable("a stream of the ledger was deleted from its store");
      case StatusRuntimeException status when isNamed(status, "stream-deleted") ->
          new LedgerUnavailable("a stream of the ledger was deleted from its store");
      case StatusRuntimeException status when isNamed(status, "maximum-append-size-exceeded") ->
          new IllegalArgumentException("an append is larger than the store's MaxAppendSize");
      case StatusRuntimeException status ->
          new LedgerUnavailable(
              "the ledger's store failed, gRPC status "
                  + status.getStatus().getCode()
                  + reason(status));
      default ->
          new LedgerUnavailable(
              "the ledger's store did not answer, " + cause.getClass().getSimpleName());
    };
  }

  /** What broke below gRPC, such as a handshake. */
  private static String reason(StatusRuntimeException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? "" : ", " + cause.getClass().getSimpleName();
  }

  /** Whether another attempt, maybe at another node, may do better. */
  static boolean isPassing(Throwable failure) {
    return switch (unwrapped(failure)) {
      case NotLeaderException _ -> true;
      case ConnectionShutdownException _ -> true;
      case StatusRuntimeException status -> isPassing(status.getStatus());
      default -> false;
    };
  }

  private static boolean isPassing(Status status) {
    return switch (status.getCode()) {
      // UNKNOWN: "no leader info" while an election is going on. UNAUTHENTICATED: the password
      // was changed, and a new client reads it again.
      case UNAVAILABLE, ABORTED, CANCELLED, UNKNOWN, INTERNAL, UNAUTHENTICATED -> true;
      default -> false;
    };
  }

  /** Whether the client that failed so should not be used again. */
  static boolean isOfTheConnection(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return isPassing(cause)
        || (cause instanceof StatusRuntimeException status
            && status.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED)
        || (!(cause instanceof StatusRuntimeException) && isUnknown(cause));
  }

  /** The client closes for good on some failures and says so in a plain exception. */
  private static boolean isUnknown(Throwable cause) {
    return cause.getClass() == RuntimeException.class || cause instanceof NullPointerException;
  }

  private static boolean isNamed(StatusRuntimeException failure, String name) {
    Metadata trailers = failure.getTrailers();
    return trailers != null && name.equals(trailers.get(EXCEPTION));
  }

  /** What the failure was before futures and retries wrapped it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && isWrapper(cause); i++) {
      Throwable inner = cause.getCause();
      if (inner == null) {
        return cause;
      }
      cause = inner;
    }
    return cause;
  }

  private static boolean isWrapper(Throwable cause) {
    return cause instanceof CompletionException
        || cause instanceof ExecutionException
        || cause.getClass() == IllegalStateException.class
        || cause.getClass() == RuntimeException.class;
  }
}
