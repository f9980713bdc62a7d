package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import dev.consentledger.matching.projection.TopicReader.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planner and index against plain maps, over random states whose seed each failure names. */
class IndexPropertyTest {
  private static final int ACCOUNTS = 40;
  private static final int KEYS = 60;

  private final PermissionIndex index = new PermissionIndex();
  private Cursor cursor = Cursor.atBeginningOf(new TopicAtStart("topic", 0, 0));

  /** Account number → grant position → match keys: the permissions at one position. */
  private final Map<Integer, Map<Long, List<Long>>> model = new HashMap<>();

  private record Snapshot(FrozenPermissions frozen, Map<Long, Set<String>> expected) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20, 77})
  void every_freeze_answers_as_a_plain_map_did_at_its_position(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Snapshot> snapshots = new ArrayList<>();

    for (int batch = 0; batch < 300; batch++) {
      List<PermissionMessage> messages = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        messages.add(next(random, cursor.position() + messages.size() + 1));
      }
      apply(messages);
      if (random.nextInt(10) == 0) {
        snapshots.add(new Snapshot(index.freeze(), expected()));
      }
      if (snapshots.size() > 5) {
        Snapshot oldest = snapshots.removeFirst();
        assertAnswers(seed, oldest);
        oldest.frozen.close();
      }
      assertLive(seed);
    }
    snapshots.forEach(snapshot -> assertAnswers(seed, snapshot));
  }

  @Test
  void readers_of_a_freeze_see_the_same_while_the_writer_goes_on() throws Exception {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      apply(List.of(next(random, cursor.position() + 1)));
    }
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      Map<Long, Set<String>> first = expected();
      FrozenPermissions frozen = index.freeze();
      List<Future<Integer>> reading = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        reading.add(
            readers.submit(() -> {
              int rounds = 0;
              do {
                assertAnswers(seed, new Snapshot(frozen, first));
                try (FrozenPermissions mine = index.freeze()) {
                  assertThat(answers(mine)).as("the same twice").isEqualTo(answers(mine));
                }
                rounds++;
              } while (writing.get());
              return rounds;
            }));
      }
      for (int i = 0; i < 20_000; i++) {
        apply(List.of(next(random, cursor.position() + 1)));
      }
      writing.set(false);
      for (Future<Integer> one : reading) {
        assertThat(one.get()).isPositive();
      }
    }
  }

  private PermissionState next(SplittableRandom random, long position) {
    int number = random.nextInt(ACCOUNTS);
    Map<Long, List<Long>> grants = new HashMap<>(model.getOrDefault(number, Map.of()));
    grants.keySet().removeIf(_ -> random.nextInt(3) == 0);
    if (random.nextInt(2) == 0) {
      TreeSet<Long> keys = new TreeSet<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        keys.add((long) random.nextInt(KEYS));
      }
      grants.put(position, List.copyOf(keys));
    }
    model.put(number, grants);
    return state(
        number,
        position,
        grants.entrySet().stream()
            .map(grant ->
                TopicWriter.permitted(
                    grant.getKey(), grant.getValue().stream().mapToLong(Long::longValue).toArray()))
            .toArray(PermittedContactPoint[]::new));
  }

  private void apply(List<PermissionMessage> messages) {
    List<Told> told = new ArrayList<>();
    for (PermissionMessage message : messages) {
      told.add(new Told(cursor.nextOffset() + told.size(), 0, message));
    }
    BatchPlan plan = new Planner(index, cursor, KnownRows.NONE).plan(told);
    plan.applyTo(index);
    cursor = plan.after();
    index.publish(new Position(cursor.position()), cursor.nextGrantOrdinal());
  }

  private Map<Long, Set<String>> expected() {
    Map<Long, Set<String>> expected = new HashMap<>();
    for (long k = 0; k < KEYS; k++) {
      expected.put(k, new TreeSet<>());
    }
    model.forEach((number, grants) ->
        grants.forEach((at, keys) ->
            keys.forEach(k -> expected.get(k).add(TopicWriter.subject(number) + "@" + at))));
    return expected;
  }

  private static Map<Long, Set<String>> answers(FrozenPermissions frozen) {
    Map<Long, Set<String>> answers = new HashMap<>();
    for (long k = 0; k < KEYS; k++) {
      Set<String> found = new TreeSet<>();
      frozen.probe(
          key(k).high(),
          key(k).low(),
          (_, high, low, at) -> assertThat(found.add(new UUID(high, low) + "@" + at)).isTrue());
      answers.put(k, found);
    }
    return answers;
  }

  private static void assertAnswers(long seed, Snapshot snapshot) {
    assertThat(answers(snapshot.frozen)).as("seed %d", seed).isEqualTo(snapshot.expected);
  }

  private void assertLive(long seed) {
    int active = 0;
    int keys = 0;
    for (int number = 0; number < ACCOUNTS; number++) {
      Map<Long, List<Long>> grants = model.getOrDefault(number, Map.of());
      TreeSet<Long> found = new TreeSet<>();
      index.forEachActiveGrant(account(number), grant -> found.add(index.grantedAt(grant)));
      assertThat(found).as("seed %d", seed).isEqualTo(new TreeSet<>(grants.keySet()));
      active += grants.size();
      keys += grants.values().stream().mapToInt(List::size).sum();
    }
    assertThat(index.activeGrants()).as("seed %d", seed).isEqualTo(active);
    assertThat(index.activeKeys()).as("seed %d", seed).isEqualTo(keys);
  }
}
