package dev.consentledger.consent.ledger.eventstoredb;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kurrent.dbclient.proto.shared.Shared;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does at the wire what the client (1.1.0) does not.
 *
 * <p>A read of {@code $all} can't have a filter in the client, though the protocol gives it one: a
 * read with the header {@link #FILTER} is sent with that filter on streams. And the client loses a
 * subscription that a follower refuses, without a word to its listener, because it follows the
 * leader's address where it has no connection to note it in; so the address is taken out of the
 * trailers here, and handed to {@code onLeader}. It also takes every cancelled call for its own and
 * tells nobody, though a server that stops cancels calls, too: those become unavailable.
 */
final class WireInterceptor implements ClientInterceptor {
  /** The regular expression for the names of the streams; it never leaves this process. */
  static final String FILTER = "consentledger-stream-filter";

  private static final Metadata.Key<String> FILTER_KEY = key(FILTER);
  private static final Metadata.Key<String> LEADER_HOST = key("leader-endpoint-host");
  private static final Metadata.Key<String> LEADER_PORT = key("leader-endpoint-port");

  private final Consumer<InetSocketAddress> onLeader;

  WireInterceptor(Consumer<InetSocketAddress> onLeader) {
    this.onLeader = onLeader;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      private @Nullable String filter;

      @Override
      public void start(Listener<R> listener, Metadata headers) {
        filter = headers.get(FILTER_KEY);
        headers.discardAll(FILTER_KEY);
        super.start(listening(listener), headers);
      }

      @Override
      public void sendMessage(Q message) {
        super.sendMessage(filter == null ? message : filtered(message, filter));
      }
    };
  }

  private <R> ClientCall.Listener<R> listening(ClientCall.Listener<R> listener) {
    return new SimpleForwardingClientCallListener<>(listener) {
      @Override
      public void onClose(Status status, Metadata trailers) {
        String host = trailers.get(LEADER_HOST);
        String port = trailers.get(LEADER_PORT);
        if (host == null || port == null) {
          super.onClose(audible(status), trailers);
          return;
        }
        onLeader.accept(InetSocketAddress.createUnresolved(host, Integer.parseInt(port)));
        trailers.discardAll(LEADER_HOST);
        trailers.discardAll(LEADER_PORT);
        super.onClose(Status.ABORTED.withDescription(Trouble.NOT_LEADER), trailers);
      }
    };
  }

  /** What the client cancels itself it has ended already, and hears no more of. */
  private static Status audible(Status status) {
    return status.getCode() == Status.Code.CANCELLED
        ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(status.getCause())
        : status;
  }

  @SuppressWarnings("unchecked") // a message goes out as the type it came in with
  private static <Q> Q filtered(Q message, String filter) {
    if (!(message instanceof ReadReq read)) {
      throw new IllegalStateException("only a read has a filter");
    }
    var expression = ReadReq.Options.FilterOptions.Expression.newBuilder().setRegex(filter);
    var options =
        read.getOptions().toBuilder()
            .setFilter(
                ReadReq.Options.FilterOptions.newBuilder()
                    .setStreamIdentifier(expression)
                    .setCount(Shared.Empty.getDefaultInstance())
                    .setCheckpointIntervalMultiplier(1));
    return (Q) read.toBuilder().setOptions(options).build();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
