package dev.consentledger.eventstoredb;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Basic authentication for the streams; gossip and features are open, as a server's are. */
final class Credentials implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Options options;

  Credentials(Options options) {
    this.options = options;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String service = call.getMethodDescriptor().getServiceName();
    if (service != null && service.endsWith("Streams") && !isKnown(headers.get(AUTHORIZATION))) {
      call.close(Status.UNAUTHENTICATED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }

  private boolean isKnown(@Nullable String authorization) {
    if (options.user() == null) {
      return true;
    }
    String wanted = options.user() + ":" + options.password();
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(wanted.getBytes(StandardCharsets.UTF_8));
    return authorization != null
        && MessageDigest.isEqual(
            basic.getBytes(StandardCharsets.US_ASCII),
            authorization.getBytes(StandardCharsets.US_ASCII));
  }
}
