package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import dev.consentledger.matching.projection.TopicReader.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planner and index against plain maps, over random states whose seed each failure names. */
class IndexPropertyTest {
  private static final int ACCOUNTS = 40;
  private static final int KEYS = 60;

  private final PermissionIndex index = new PermissionIndex();
  private Cursor cursor = Cursor.atBeginningOf(new TopicAtStart("topic", 0, 0));

  /**
   * What a grant permits, and the version of the notice that it was given under, if one is told.
   */
  private record Grant(List<Long> keys, Optional<String> notice) {}

  /** Account number → grant position → grant: what states tell, whether or not it counts. */
  private final Map<Integer, Map<Long, Grant>> model = new HashMap<>();

  private final Set<String> invalidNotices = new HashSet<>();
  private int newestNotice = 1;

  /** What publication publishes now; states written before may differ. */
  private MatchSecretVersions versions = MatchSecretVersions.only(1);

  /** Accounts that were told since the versions changed. */
  private final Set<Integer> told = new HashSet<>();

  private record Snapshot(int version, FrozenPermissions frozen, Map<Long, Set<String>> expected) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20, 77})
  void every_freeze_answers_as_a_plain_map_did_at_its_position(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Snapshot> snapshots = new ArrayList<>();

    for (int batch = 0; batch < 300; batch++) {
      List<PermissionMessage> messages = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        long position = cursor.position() + messages.size() + 1;
        messages.add(
            random.nextInt(100) == 0 ? invalidate(random, position) : next(random, position));
      }
      rotate(random, messages, cursor.position() + messages.size());
      apply(messages);
      if (random.nextInt(10) == 0) {
        int version = random.nextBoolean() ? oldest() : newest();
        snapshots.add(new Snapshot(version, index.freeze(version), expected()));
      }
      if (snapshots.size() > 5) {
        Snapshot oldest = snapshots.removeFirst();
        assertAnswers(seed, oldest);
        oldest.frozen.close();
      }
      assertLive(seed);
    }
    snapshots.forEach(snapshot -> assertAnswers(seed, snapshot));
    assertThat(versions.newestComplete().orElseThrow()).as("rotations").isGreaterThan(5);
    assertThat(invalidNotices).as("invalid notices").hasSizeGreaterThan(3);
  }

  /** One of the newest notices, or one of which no grant tells; states name them as before. */
  private PermissionMessage invalidate(SplittableRandom random, long position) {
    String version = String.valueOf(newestNotice - random.nextInt(-1, 3));
    newestNotice++;
    invalidNotices.add(version);
    return TopicWriter.invalid(version, position);
  }

  private boolean counts(Grant grant) {
    return grant.notice().isEmpty()
        ? invalidNotices.isEmpty()
        : !invalidNotices.contains(grant.notice().get());
  }

  /** Now and then a step of a rotation: two versions begin to be told, both are, one is again. */
  private void rotate(SplittableRandom random, List<PermissionMessage> messages, long position) {
    if (random.nextInt(3) != 0) {
      return;
    }
    boolean allTold = told.size() == ACCOUNTS;
    int newest = versions.published().getLast();
    if (!allTold) {
      for (int number = 0; number < ACCOUNTS; number++) {
        if (random.nextInt(3) != 0) {
          messages.add(told(number, position));
        }
      }
    } else if (versions.published().size() == 1) {
      become(messages, position, List.of(newest, newest + 1), List.of(newest));
      told.clear();
    } else if (!versions.isComplete(newest)) {
      become(messages, position, versions.published(), versions.published());
    } else if (versions.complete().size() == 2) {
      become(messages, position, versions.published(), List.of(newest));
      told.clear();
    } else {
      become(messages, position, List.of(newest), List.of(newest));
    }
  }

  private void become(
      List<PermissionMessage> messages,
      long position,
      List<Integer> published,
      List<Integer> complete) {
    versions = new MatchSecretVersions(published, complete);
    messages.add(new Watermark(new Position(position), versions));
  }

  /** The versions that a state has keys of now. */
  private List<Integer> carried() {
    boolean retires =
        versions.published().size() == 2
            && versions.complete().equals(List.of(versions.published().getLast()));
    return retires ? versions.complete() : versions.published();
  }

  private int oldest() {
    return index.mark().versions().complete().getFirst();
  }

  private int newest() {
    return index.mark().versions().newestComplete().orElseThrow();
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
      FrozenPermissions frozen = index.freeze(1);
      List<Future<Integer>> reading = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        reading.add(
            readers.submit(() -> {
              int rounds = 0;
              do {
                assertAnswers(seed, new Snapshot(1, frozen, first));
                try (FrozenPermissions mine = index.freeze(1)) {
                  assertThat(answers(1, mine)).as("the same twice").isEqualTo(answers(1, mine));
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
    Map<Long, Grant> grants = new HashMap<>(model.getOrDefault(number, Map.of()));
    grants.keySet().removeIf(_ -> random.nextInt(3) == 0);
    if (random.nextInt(2) == 0) {
      TreeSet<Long> keys = new TreeSet<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        keys.add((long) random.nextInt(KEYS));
      }
      Optional<String> notice =
          random.nextInt(5) == 0
              ? Optional.empty()
              : Optional.of(String.valueOf(newestNotice - random.nextInt(3)));
      grants.put(position, new Grant(List.copyOf(keys), notice));
    }
    model.put(number, grants);
    return told(number, position);
  }

  /** The account's state, with keys of the versions that count now. */
  private PermissionState told(int number, long position) {
    told.add(number);
    return state(
        number,
        position,
        model.getOrDefault(number, Map.of()).entrySet().stream()
            .map(grant -> permitted(grant.getKey(), grant.getValue()))
            .toArray(PermittedContactPoint[]::new));
  }

  private PermittedContactPoint permitted(long grantedAt, Grant grant) {
    List<MatchKey> all = new ArrayList<>();
    for (int version : carried()) {
      grant.keys().forEach(k -> all.add(key(version, k)));
    }
    return new PermittedContactPoint(
        new ContactPointId("cp-" + grantedAt),
        ContactPointKind.EMAIL,
        new MatchKeys(carried(), all),
        new Position(grantedAt),
        grant.notice().map(TopicWriter::ads));
  }

  private static MatchKey key(int version, long number) {
    return new MatchKey(version, number);
  }

  @BeforeEach
  void tell_the_first_version() {
    apply(List.of(new Watermark(new Position(0), versions)));
    IntStream.range(0, ACCOUNTS).forEach(told::add);
  }

  private void apply(List<PermissionMessage> messages) {
    List<Told> told = new ArrayList<>();
    for (PermissionMessage message : messages) {
      told.add(new Told(cursor.nextOffset() + told.size(), 0, message));
    }
    BatchPlan plan = new Planner(index, cursor, KnownRows.NONE).plan(told);
    plan.applyTo(index);
    cursor = plan.after();
    index.publish(new Position(cursor.position()), cursor.nextGrantOrdinal(), cursor.versions());
  }

  private Map<Long, Set<String>> expected() {
    Map<Long, Set<String>> expected = new HashMap<>();
    for (long k = 0; k < KEYS; k++) {
      expected.put(k, new TreeSet<>());
    }
    model.forEach((number, grants) ->
        counting(grants)
            .forEach((at, grant) ->
                grant
                    .keys()
                    .forEach(k -> expected.get(k).add(TopicWriter.subject(number) + "@" + at))));
    return expected;
  }

  private Map<Long, Grant> counting(Map<Long, Grant> grants) {
    Map<Long, Grant> counting = new HashMap<>(grants);
    counting.values().removeIf(grant -> !counts(grant));
    return counting;
  }

  private static Map<Long, Set<String>> answers(int version, FrozenPermissions frozen) {
    Map<Long, Set<String>> answers = new HashMap<>();
    for (long k = 0; k < KEYS; k++) {
      Set<String> found = new TreeSet<>();
      frozen.probe(
          key(version, k).high(),
          key(version, k).low(),
          (_, high, low, at) -> assertThat(found.add(new UUID(high, low) + "@" + at)).isTrue());
      answers.put(k, found);
    }
    assertThat(answersAtOnce(version, frozen)).isEqualTo(answers);
    return answers;
  }

  /** The same, asked together. */
  private static Map<Long, Set<String>> answersAtOnce(int version, FrozenPermissions frozen) {
    Map<Long, Set<String>> answers = new HashMap<>();
    long[] halves = new long[2 * KEYS];
    for (int k = 0; k < KEYS; k++) {
      halves[2 * k] = key(version, k).high();
      halves[2 * k + 1] = key(version, k).low();
      answers.put((long) k, new TreeSet<>());
    }
    int[] last = {0};
    frozen.probeAll(
        halves,
        KEYS,
        (k, _, high, low, at) -> {
          assertThat(k).isGreaterThanOrEqualTo(last[0]);
          last[0] = k;
          Set<String> found = Objects.requireNonNull(answers.get((long) k));
          assertThat(found.add(new UUID(high, low) + "@" + at)).isTrue();
        });
    return answers;
  }

  private static void assertAnswers(long seed, Snapshot snapshot) {
    assertThat(answers(snapshot.version, snapshot.frozen))
        .as("seed %d", seed)
        .isEqualTo(snapshot.expected);
  }

  private void assertLive(long seed) {
    int active = 0;
    int keys = 0;
    for (int number = 0; number < ACCOUNTS; number++) {
      Map<Long, Grant> grants = counting(model.getOrDefault(number, Map.of()));
      TreeSet<Long> found = new TreeSet<>();
      index.forEachActiveGrant(account(number), grant -> found.add(index.grantedAt(grant)));
      assertThat(found).as("seed %d", seed).isEqualTo(new TreeSet<>(grants.keySet()));
      active += grants.size();
      keys += grants.values().stream().mapToInt(grant -> grant.keys().size()).sum();
    }
    assertThat(index.activeGrants()).as("seed %d", seed).isEqualTo(active);
    if (told.size() == ACCOUNTS) {
      assertThat(index.activeKeys()).as("seed %d", seed).isEqualTo(keys * carried().size());
    }
  }
}
