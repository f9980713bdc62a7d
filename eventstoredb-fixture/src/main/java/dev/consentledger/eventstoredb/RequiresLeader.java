package dev.consentledger.eventstoredb;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Carries the header that asks for the leader to the services. */
final class RequiresLeader implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("requires-leader", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Boolean> ASKED = Context.keyWithDefault("leader", false);

  static boolean isAsked() {
    return ASKED.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    boolean asked = Boolean.parseBoolean(headers.get(HEADER));
    return Contexts.interceptCall(Context.current().withValue(ASKED, asked), call, headers, next);
  }
}
