package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.Instance.consumed;
import static dev.consentledger.matching.projection.Instance.records;
import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.erased;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.permitted;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static dev.consentledger.matching.projection.TopicWriter.watermark;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes at once over one database: an ordinal must mean the same grant in each. */
@QuarkusTest
@TestProfile(WithoutTopic.class)
class TwoInstancesTest {
  private static final List<List<Integer>> VERSIONS =
      List.of(List.of(1), List.of(1, 2), List.of(2));
  private static final String TOPIC = "topic-1";
  private static final int SUBJECTS = 12;
  private static final int KEYS = 8;

  @Inject ProjectionStore store;
  @Inject Mutiny.SessionFactory sessions;

  private final ManualClock clock = new ManualClock();

  @BeforeEach
  void empty_the_database() throws Throwable {
    for (String entity : List.of("PermissionRow", "AccountRow", "CursorRow", "NoticeRow")) {
      VertxContextSupport.subscribeAndAwait(() ->
          sessions.withStatelessTransaction(
              session -> session.createMutationQuery("delete from " + entity).executeUpdate()));
    }
  }

  @Test
  void the_slower_one_comes_to_the_same_ordinals_without_a_start() {
    Instance faster = instance();
    Instance slower = instance();
    var topic =
        records(
            0,
            clock.instant(),
            state(1, 10, permitted(10, 100)),
            state(2, 11, permitted(11, 100)),
            state(1, 12),
            erased(2, 13),
            state(2, 14, permitted(14, 101)),
            watermark(15));
    faster.start(TOPIC, 0, 6);
    slower.start(TOPIC, 0, 6);

    faster.deliver(topic.subList(0, 4));
    slower.deliver(topic);
    faster.deliver(topic.subList(4, 6));

    assertThat(slower.follower.needsStart()).isFalse();
    assertThat(slower.follower.cursor()).isEqualTo(faster.follower.cursor());
    assertThat(slower.paired(key(100))).isEmpty();
    assertThat(slower.activeGrants(account(2))).isEqualTo(faster.activeGrants(account(2)));
    slower.projection.requireFresh();
    faster.projection.requireFresh();
  }

  @Test
  void one_that_starts_while_another_goes_on_is_at_the_other_ones_cursor() {
    Instance goingOn = instance();
    goingOn.start(TOPIC, 0, 1);
    var topic =
        records(0, clock.instant(), state(1, 10, permitted(10, 100)), watermark(11), watermark(12));
    goingOn.deliver(topic.subList(0, 1));
    var seen = await(goingOn.follower.storedCursor());
    goingOn.deliver(topic.subList(1, 3));

    // The topic's end was looked at before the other one went on beyond it.
    Cursor opened = await(store.open(seen, new TopicAtStart(TOPIC, 0, 1)));

    assertThat(opened).isEqualTo(goingOn.follower.cursor());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_260_301, 7, 4_711})
  void batches_in_any_turns_lead_every_instance_to_the_same_answers(long seed) {
    var random = new SplittableRandom(seed);
    List<ConsumerRecord<String, String>> topic = topic(random, 400);
    List<Instance> instances = new ArrayList<>(List.of(instance(), instance(), instance()));
    Map<Instance, Integer> read = new HashMap<>();
    for (Instance each : instances) {
      read.put(each, (int) each.start(TOPIC, 0, 0));
    }
    while (read.values().stream().anyMatch(at -> at < topic.size())) {
      int chosen = random.nextInt(instances.size());
      Instance each = instances.get(chosen);
      if (random.nextInt(25) == 0) {
        // Killed, and started again over the same tables.
        read.remove(each);
        each = instance();
        instances.set(chosen, each);
        read.put(each, (int) each.start(TOPIC, 0, topic.size()));
      }
      int from = read.get(each);
      int to = Math.min(topic.size(), from + random.nextInt(1, 20));
      each.deliver(topic.subList(from, to));
      read.put(each, to);
    }

    assertAllAreLike(single(topic), instances, topic.size());
  }

  @Test
  void batches_at_the_same_time_lead_both_to_the_same_answers() {
    List<ConsumerRecord<String, String>> topic = topic(new SplittableRandom(99), 600);
    List<Instance> instances = List.of(instance(), instance());
    instances.forEach(each -> each.start(TOPIC, 0, 0));

    CompletableFuture.allOf(
            instances.stream()
                .map(each ->
                    CompletableFuture.runAsync(() -> {
                      for (int from = 0; from < topic.size(); from += 15) {
                        each.deliver(topic.subList(from, Math.min(topic.size(), from + 15)));
                      }
                    }))
                .toArray(CompletableFuture[]::new))
        .join();

    assertAllAreLike(single(topic), instances, topic.size());
  }

  private void assertAllAreLike(
      Map<String, Set<Integer>> expected, List<Instance> instances, int records) {
    for (Instance each : instances) {
      assertThat(each.follower.needsStart()).isFalse();
      assertThat(each.follower.cursor().nextOffset()).isEqualTo(records);
      assertThat(grants(each)).isEqualTo(expected);
    }
    Instance loaded = instance();
    loaded.start(TOPIC, 0, records);
    assertThat(grants(loaded)).isEqualTo(expected);
  }

  /** What one instance alone makes of the topic, over tables of its own: as if there were none. */
  private Map<String, Set<Integer>> single(List<ConsumerRecord<String, String>> topic) {
    var index = new PermissionIndex();
    var cursor = Cursor.atBeginningOf(new TopicAtStart(TOPIC, 0, 0));
    for (var record : topic) {
      var told = TopicReader.read(List.of(record), () -> 1).told();
      var accounts =
          new HashMap<dev.consentledger.kernel.event.SubjectId, KnownRows.KnownAccount>();
      for (int subject = 1; subject <= SUBJECTS; subject++) {
        int ordinal = index.accountOrdinal(account(subject), TopicWriter.subject(subject));
        if (ordinal != GrantTable.NONE) {
          accounts.put(TopicWriter.subject(subject), new KnownRows.KnownAccount(ordinal, 1));
        }
      }
      var plan = new Planner(index, cursor, new KnownRows(accounts, Map.of())).plan(told);
      plan.applyTo(index);
      cursor = plan.after();
    }
    Map<String, Set<Integer>> all = new TreeMap<>();
    for (int subject = 1; subject <= SUBJECTS; subject++) {
      var grants = new java.util.TreeSet<Integer>();
      index.forEachActiveGrant(account(subject), grants::add);
      all.put("account-" + subject, grants);
    }
    return all;
  }

  private static Map<String, Set<Integer>> grants(Instance instance) {
    Map<String, Set<Integer>> all = new TreeMap<>();
    for (int subject = 1; subject <= SUBJECTS; subject++) {
      all.put("account-" + subject, instance.activeGrants(account(subject)));
    }
    return all;
  }

  /** Grants that stay and end, several under one key, erasures, and notices that become invalid. */
  private List<ConsumerRecord<String, String>> topic(SplittableRandom random, int count) {
    List<ConsumerRecord<String, String>> topic = new ArrayList<>();
    Map<Integer, List<PermittedContactPoint>> states = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int position = i + 1;
      int subject = random.nextInt(1, SUBJECTS + 1);
      PermissionMessage message =
          switch (random.nextInt(40) == 0 ? -1 : random.nextInt(10)) {
            case -1 -> TopicWriter.invalid(String.valueOf(i / 50), position);
            case 0 -> {
              states.remove(subject);
              yield erased(subject, position);
            }
            case 1, 2 -> watermark(position);
            default -> {
              var kept = new ArrayList<>(states.getOrDefault(subject, List.of()));
              kept.removeIf(_ -> random.nextInt(3) == 0);
              if (random.nextInt(3) > 0) {
                var point = permitted(position, random.nextInt(KEYS), KEYS + random.nextInt(KEYS));
                kept.add(
                    random.nextInt(5) == 0
                        ? point
                        : TopicWriter.under(String.valueOf(i / 50 + random.nextInt(2)), point));
              }
              states.put(subject, kept);
              List<Integer> versions = VERSIONS.get(random.nextInt(VERSIONS.size()));
              yield state(
                  subject,
                  position,
                  kept.stream()
                      .map(point -> under(versions, point))
                      .toArray(PermittedContactPoint[]::new));
            }
          };
      topic.add(consumed(i, clock.instant(), message));
    }
    return topic;
  }

  /** The same contact point with keys of these versions, as while a match secret is rotated. */
  private static PermittedContactPoint under(List<Integer> versions, PermittedContactPoint point) {
    List<MatchKey> keys = new ArrayList<>();
    for (int version : versions) {
      point.matchKeys().of(1).forEach(key -> keys.add(new MatchKey(version - 1, key.low())));
    }
    return new PermittedContactPoint(
        point.id(), point.kind(), new MatchKeys(versions, keys), point.grantedAt(), point.notice());
  }

  private static <T> T await(io.smallrye.mutiny.Uni<T> uni) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> uni);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Instance instance() {
    return new Instance(store, clock);
  }
}
