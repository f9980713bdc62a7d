package dev.consentledger.eventstoredb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kurrent.dbclient.AppendToStreamOptions;
import io.kurrent.dbclient.EventData;
import io.kurrent.dbclient.EventDataBuilder;
import io.kurrent.dbclient.KurrentDBClient;
import io.kurrent.dbclient.KurrentDBConnectionString;
import io.kurrent.dbclient.NotLeaderException;
import io.kurrent.dbclient.Position;
import io.kurrent.dbclient.ReadAllOptions;
import io.kurrent.dbclient.ReadStreamOptions;
import io.kurrent.dbclient.RecordedEvent;
import io.kurrent.dbclient.ResolvedEvent;
import io.kurrent.dbclient.StreamMetadata;
import io.kurrent.dbclient.StreamState;
import io.kurrent.dbclient.SubscribeToAllOptions;
import io.kurrent.dbclient.Subscription;
import io.kurrent.dbclient.SubscriptionFilter;
import io.kurrent.dbclient.SubscriptionListener;
import io.kurrent.dbclient.WriteResult;
import io.kurrent.dbclient.WrongExpectedVersionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in as the plain client sees it. */
class EventStoreDbFixtureTest {
  private EventStoreDbFixture cluster;
  private KurrentDBClient client;

  @BeforeEach
  void start() {
    cluster = EventStoreDbFixture.builder().nodes(2).start();
    client = clientOf(cluster.connectionString());
  }

  @AfterEach
  void stop() {
    client.shutdown().orTimeout(60, TimeUnit.SECONDS).join();
    cluster.close();
  }

  private static KurrentDBClient clientOf(String connectionString) {
    return KurrentDBClient.create(KurrentDBConnectionString.parseOrThrow(connectionString));
  }

  @Test
  void a_repeated_append_answers_the_same_and_another_one_is_refused() {
    List<EventData> events = events(3);
    WriteResult first = append("orders-1", StreamState.noStream(), events);

    assertThat(append("orders-1", StreamState.noStream(), events).getLogPosition())
        .isEqualTo(first.getLogPosition());
    assertThatThrownBy(() -> append("orders-1", StreamState.noStream(), events(1)))
        .rootCause()
        .isInstanceOfSatisfying(
            WrongExpectedVersionException.class,
            wrong -> assertThat(wrong.getActualState().toRawLong()).isEqualTo(2));
    assertThat(stream("orders-1")).hasSize(3);
  }

  @Test
  void all_has_system_events_between_and_is_read_in_both_directions() {
    for (int i = 0; i < 6; i++) {
      append("orders-" + i, StreamState.noStream(), events(2));
    }

    List<Position> forwards = positions(ReadAllOptions.get().forwards().fromStart());
    List<Position> backwards = positions(ReadAllOptions.get().backwards().fromEnd());

    assertThat(forwards).hasSize(14).isSorted().doesNotHaveDuplicates();
    assertThat(backwards.reversed()).isEqualTo(forwards);
    assertThat(positions(ReadAllOptions.get().forwards().fromPosition(forwards.get(5))))
        .isEqualTo(forwards.subList(5, 14));
    assertThat(positions(ReadAllOptions.get().backwards().fromPosition(forwards.get(5))).reversed())
        .isEqualTo(forwards.subList(0, 5));
  }

  @Test
  void a_filtered_subscription_hears_its_events_checkpoints_and_that_it_caught_up()
      throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      append("noise-" + i, StreamState.noStream(), events(2));
    }
    append("orders-1", StreamState.noStream(), events(2));
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Subscription subscription = subscribe(heard);
    List<String> words = new ArrayList<>();
    while (!words.contains("caught up")) {
      words.add(next(heard));
    }
    append("orders-2", StreamState.noStream(), events(1));

    assertThat(words).contains("checkpoint", "orders-1@0", "orders-1@1");
    assertThat(words.indexOf("checkpoint")).isLessThan(words.indexOf("orders-1@0"));
    assertThat(next(heard)).isEqualTo("orders-2@0");
    subscription.stop();
  }

  @Test
  void a_follower_refuses_what_needs_the_leader_and_names_it() {
    cluster.elect(cluster.node(1));

    assertThatThrownBy(() -> append("orders-1", StreamState.noStream(), events(1)))
        .rootCause()
        .isInstanceOfSatisfying(
            NotLeaderException.class,
            other ->
                assertThat(other.getLeaderEndpoint().getPort()).isEqualTo(cluster.node(1).port()));
  }

  @Test
  void metadata_hides_the_beginning_from_readers_of_the_stream_alone() {
    append("orders-1", StreamState.noStream(), events(5));
    var metadata = new StreamMetadata();
    metadata.setMaxCount(2L);
    client.setStreamMetadata("orders-1", metadata).orTimeout(60, TimeUnit.SECONDS).join();

    assertThat(stream("orders-1")).extracting(RecordedEvent::getRevision).containsExactly(3L, 4L);
    assertThat(positions(ReadAllOptions.get().forwards().fromStart())).hasSize(6);
  }

  private Subscription subscribe(BlockingQueue<String> heard) {
    var filter =
        SubscriptionFilter.newBuilder()
            .withStreamNameRegularExpression("^orders-")
            .withCheckpointer((_, _) -> {
              heard.add("checkpoint");
              return CompletableFuture.completedFuture(null);
            })
            .build();
    var listener =
        new SubscriptionListener() {
          @Override
          public void onEvent(Subscription from, ResolvedEvent event) {
            heard.add(event.getEvent().getStreamId() + "@" + event.getEvent().getRevision());
          }

          @Override
          public void onCaughtUp(
              Subscription from, Instant timestamp, Long revision, Position position) {
            heard.add("caught up");
          }
        };
    return client
        .subscribeToAll(listener, SubscribeToAllOptions.get().fromStart().filter(filter))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private static String next(BlockingQueue<String> heard) throws InterruptedException {
    String word = heard.poll(60, TimeUnit.SECONDS);
    assertThat(word).isNotNull();
    return word;
  }

  private WriteResult append(String stream, StreamState expected, List<EventData> events) {
    return client
        .appendToStream(
            stream, AppendToStreamOptions.get().streamState(expected), events.iterator())
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private List<RecordedEvent> stream(String name) {
    return client
        .readStream(name, ReadStreamOptions.get().forwards().fromStart())
        .orTimeout(60, TimeUnit.SECONDS)
        .join()
        .getEvents()
        .stream()
        .map(ResolvedEvent::getEvent)
        .toList();
  }

  private List<Position> positions(ReadAllOptions options) {
    return client.readAll(options).orTimeout(60, TimeUnit.SECONDS).join().getEvents().stream()
        .map(event -> event.getEvent().getPosition())
        .toList();
  }

  private static List<EventData> events(int count) {
    return Stream.generate(
            () -> EventDataBuilder.binary(UUID.randomUUID(), "Tested", new byte[] {1, 2}).build())
        .limit(count)
        .toList();
  }
}
