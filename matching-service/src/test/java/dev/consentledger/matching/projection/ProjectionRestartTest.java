package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.Instance.records;
import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.erased;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.permitted;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static dev.consentledger.matching.projection.TopicWriter.watermark;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.matching.secret.MatchSecretSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One database, several processes after one another, and topics as Kafka may leave them. */
@QuarkusTest
@TestProfile(WithoutTopic.class)
class ProjectionRestartTest {
  private static final String TOPIC = "topic-1";

  @TempDir Path folder;
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
    sql("delete from erasure");
  }

  private Instance instance() {
    return new Instance(store, clock);
  }

  private List<ConsumerRecord<String, String>> story() {
    return records(
        0,
        clock.instant(),
        state(1, 10, permitted(10, 100, 101)),
        state(2, 11, permitted(11, 100)),
        state(1, 12, permitted(10, 100, 101), permitted(12, 102)),
        state(3, 13, permitted(13, 103)),
        state(3, 14),
        state(2, 15),
        state(2, 16, permitted(16, 100)),
        watermark(17));
  }

  private static void assertStory(Instance read) {
    assertThat(read.paired(key(100))).containsExactly("account-1@10", "account-2@16");
    assertThat(read.paired(key(101))).containsExactly("account-1@10");
    assertThat(read.paired(key(102))).containsExactly("account-1@12");
    assertThat(read.paired(key(103))).isEmpty();
    assertThat(read.projection.position().value()).isEqualTo(17);
  }

  @Test
  void a_process_after_a_kill_gives_the_same_answers_under_the_same_ordinals() {
    Instance before = instance().readAll(TOPIC, story());
    Set<Integer> grants = before.activeGrants(account(1));

    Instance after = instance();
    long from = after.start(TOPIC, 0, 8);
    assertThat(from).isEqualTo(8);
    after.deliver(records(8, clock.instant(), watermark(17)));

    assertStory(before);
    assertStory(after);
    assertThat(after.activeGrants(account(1))).isEqualTo(grants);
  }

  @Test
  void an_emptied_database_is_rebuilt_to_the_same_answers() throws Throwable {
    assertStory(instance().readAll(TOPIC, story()));
    empty_the_database();
    assertStory(instance().readAll(TOPIC, story()));
  }

  @Test
  void what_was_committed_before_a_kill_is_not_applied_twice() {
    Instance killed = instance();
    killed.start(TOPIC, 0, 8);
    killed.deliver(story().subList(0, 5));

    Instance next = instance();
    assertThat(next.start(TOPIC, 0, 8)).isEqualTo(5);
    next.deliver(story().subList(2, 8));

    assertStory(next);
  }

  @Test
  void projecting_twice_equals_once() {
    Instance read = instance().readAll(TOPIC, story());
    Set<Integer> grants = read.activeGrants(account(2));

    read.deliver(story());
    List<ConsumerRecord<String, String>> again = new ArrayList<>();
    story().forEach(one -> again.add(atOffset(one, one.offset() + 8)));
    read.deliver(again);

    assertStory(read);
    assertThat(read.activeGrants(account(2))).isEqualTo(grants);
  }

  @Test
  void a_withdrawal_survives_the_repeat_of_the_grant_before_it() {
    Instance read = instance().readAll(TOPIC, story());

    read.deliver(records(8, clock.instant(), state(3, 13, permitted(13, 103))));

    assertThat(read.paired(key(103))).isEmpty();
  }

  @Test
  void a_topic_without_the_states_in_between_gives_the_same_answers() {
    List<ConsumerRecord<String, String>> compacted = new ArrayList<>(story());
    compacted.removeIf(one -> List.of(0L, 1L, 3L, 5L).contains(one.offset()));

    assertStory(instance().readAll(TOPIC, compacted));
  }

  @Test
  void a_regrant_gets_a_new_ordinal_even_after_a_restart() {
    Instance first = instance();
    first.readAll(TOPIC, records(0, clock.instant(), state(1, 10, permitted(10, 100))));
    int old = first.activeGrants(account(1)).iterator().next();
    first.deliver(records(1, clock.instant(), state(1, 11)));

    Instance second = instance();
    second.start(TOPIC, 0, 2);
    second.deliver(records(2, clock.instant(), state(1, 12, permitted(12, 100))));

    assertThat(second.activeGrants(account(1))).doesNotContain(old).hasSize(1);
    assertThat(second.projection.isActive(old)).isFalse();
  }

  @Test
  void a_topic_made_anew_is_read_from_its_beginning_and_what_it_lacks_is_gone() {
    Instance before = instance().readAll(TOPIC, story());
    Set<Integer> grants = before.activeGrants(account(1));

    Instance after = instance();
    assertThat(after.start("topic-2", 0, 2)).isZero();
    assertThatThrownBy(after.projection::requireFresh).isInstanceOf(ProjectionStale.class);
    after.deliver(
        records(
            0,
            clock.instant(),
            state(1, 12, permitted(10, 100, 101), permitted(12, 102)),
            watermark(20)));

    assertThat(after.paired(key(100))).containsExactly("account-1@10");
    assertThat(after.activeGrants(account(1))).isEqualTo(grants);
    assertThat(after.activeGrants(account(2))).isEmpty();
    assertThat(rowsOf("PermissionRow")).isEqualTo(2);
    assertThat(rowsOf("AccountRow")).isEqualTo(1);
  }

  @Test
  void a_topic_made_anew_that_is_still_empty_takes_no_grants_ordinal_away() {
    Instance before = instance().readAll(TOPIC, story());
    Set<Integer> grants = before.activeGrants(account(1));

    Instance after = instance();
    after.start("topic-2", 0, 0);
    after.deliver(
        records(
            0,
            clock.instant(),
            state(1, 10, permitted(10, 100, 101)),
            state(2, 11, permitted(11, 100))));
    Instance restarted = instance();
    restarted.start("topic-2", 0, 2);
    restarted.deliver(
        records(
            2,
            clock.instant(),
            state(1, 12, permitted(10, 100, 101), permitted(12, 102)),
            state(2, 15),
            state(2, 16, permitted(16, 100)),
            watermark(17)));

    assertStory(restarted);
    assertThat(restarted.activeGrants(account(1))).isEqualTo(grants);
    assertThat(rowsOf("PermissionRow")).isEqualTo(3);
  }

  @Test
  void a_rebuild_that_was_killed_goes_on_and_brings_nothing_old_back() {
    instance().readAll(TOPIC, story());
    Instance killed = instance();
    killed.start("topic-2", 0, 3);
    killed.deliver(records(0, clock.instant(), state(1, 10, permitted(10, 100, 101))));

    Instance after = instance();
    assertThat(after.start("topic-2", 0, 3)).isEqualTo(1);
    after.deliver(records(1, clock.instant(), state(2, 11), watermark(20)));

    assertThat(after.paired(key(100))).containsExactly("account-1@10");
    assertThat(rowsOf("PermissionRow")).isEqualTo(1);
  }

  @Test
  void offsets_out_of_range_start_a_rebuild() {
    instance().readAll(TOPIC, story());

    assertThat(instance().start(TOPIC, 0, 5)).as("end before the cursor").isZero();
    assertThat(instance().start(TOPIC, 9, 20)).as("begin after the cursor").isEqualTo(9);
  }

  @Test
  void erasure_leaves_no_row_and_no_name() throws Throwable {
    Instance read = instance().readAll(TOPIC, story());
    int grant = read.activeGrants(account(1)).iterator().next();
    int accountOrdinal = read.projection.accountOrdinalOf(grant);

    read.deliver(records(8, clock.instant(), erased(1, 18), erased(7, 19)));

    assertThat(read.paired(key(101))).isEmpty();
    assertThat(read.activeGrants(account(1))).isEmpty();
    assertThatThrownBy(() -> read.projection.account(accountOrdinal))
        .isInstanceOf(NoSuchElementException.class);
    assertThat(rowsOf("AccountRow")).isEqualTo(2);
    assertThat(rowsOf("PermissionRow")).isEqualTo(1);
    assertThat(read.follower.cursor().erasedPosition()).isEqualTo(19);
    assertThat(erasures())
        .containsExactly(TopicWriter.subject(1) + "@18", TopicWriter.subject(7) + "@19");
  }

  @Test
  void a_repeated_tombstone_is_one_more_erasure_and_one_of_the_past_is_none() throws Throwable {
    Instance read = instance().readAll(TOPIC, story());
    read.deliver(records(8, clock.instant(), erased(1, 18)));
    sql("delete from erasure");

    read.deliver(records(9, clock.instant(), erased(1, 18), erased(2, 11)));

    assertThat(erasures()).containsExactly(TopicWriter.subject(1) + "@18");
    assertThat(read.activeGrants(account(2))).as("a repeat of the past").hasSize(1);
  }

  @Test
  void whoever_was_erased_and_comes_back_is_somebody_new() throws Throwable {
    Instance read = instance().readAll(TOPIC, story());
    Set<Integer> before = read.activeGrants(account(1));
    read.deliver(records(8, clock.instant(), erased(1, 18), state(1, 20, permitted(20, 101))));

    assertThat(read.paired(key(101))).containsExactly("account-1@20");
    assertThat(read.activeGrants(account(1))).doesNotContainAnyElementsOf(before);
    empty_the_database();
    Instance rebuilt =
        instance()
            .readAll(
                TOPIC, records(0, clock.instant(), erased(1, 18), state(2, 19), watermark(20)));
    assertThat(rebuilt.activeGrants(account(1))).isEmpty();
    assertThat(rowsOf("AccountRow")).isZero();
  }

  private List<String> erasures() throws Throwable {
    return VertxContextSupport.subscribeAndAwait(() ->
        sessions.withStatelessSession(session ->
            session
                .createNativeQuery(
                    "select subject || '@' || position from erasure order by position",
                    String.class)
                .getResultList()));
  }

  private void sql(String statement) throws Throwable {
    VertxContextSupport.subscribeAndAwait(() ->
        sessions.withStatelessTransaction(
            session -> session.createNativeQuery(statement).executeUpdate()));
  }

  @Test
  void a_grant_that_came_and_went_in_one_batch_leaves_no_row() {
    instance()
        .readAll(
            TOPIC,
            records(
                0,
                clock.instant(),
                state(1, 10, permitted(10, 100)),
                state(1, 11),
                state(2, 12, permitted(12, 100)),
                erased(2, 13)));

    assertThat(rowsOf("PermissionRow")).isZero();
    assertThat(rowsOf("AccountRow")).isEqualTo(1);
  }

  private static final MatchSecretVersions BEGUN =
      new MatchSecretVersions(List.of(1, 2), List.of(1));
  private static final MatchSecretVersions BOTH =
      new MatchSecretVersions(List.of(1, 2), List.of(1, 2));
  private static final MatchSecretVersions RETIRING =
      new MatchSecretVersions(List.of(1, 2), List.of(2));

  /** The story goes on: version 2 of the match secret is published, and version 1 retired. */
  private List<ConsumerRecord<String, String>> rotation() {
    List<ConsumerRecord<String, String>> told = new ArrayList<>(story());
    told.addAll(
        records(
            8,
            clock.instant(),
            watermark(17, BEGUN),
            state(1, 17, rekeyed(10, List.of(1, 2), 100, 101), rekeyed(12, List.of(1, 2), 102)),
            state(4, 18, rekeyed(18, List.of(1, 2), 104)),
            state(2, 18, rekeyed(16, List.of(1, 2), 100)),
            watermark(18, BOTH),
            watermark(18, RETIRING),
            state(1, 18, rekeyed(10, List.of(2), 100, 101), rekeyed(12, List.of(2), 102)),
            state(2, 18, rekeyed(16, List.of(2), 100)),
            state(4, 18, rekeyed(18, List.of(2), 104)),
            watermark(18, MatchSecretVersions.only(2))));
    return told;
  }

  /** Version 1's keys are those of the story; those of version 2 are 1,000 higher. */
  private static PermittedContactPoint rekeyed(
      long grantedAt, List<Integer> versions, long... keys) {
    List<MatchKey> all = new ArrayList<>();
    for (int version : versions) {
      Arrays.stream(keys).mapToObj(k -> key(k + 1_000L * (version - 1))).forEach(all::add);
    }
    PermittedContactPoint point = permitted(grantedAt, keys);
    return new PermittedContactPoint(
        point.id(), point.kind(), new MatchKeys(versions, all), point.grantedAt(), point.notice());
  }

  private static void assertRotated(Instance read) {
    assertThat(read.paired(2, key(1_100))).containsExactly("account-1@10", "account-2@16");
    assertThat(read.paired(2, key(1_101))).containsExactly("account-1@10");
    assertThat(read.paired(2, key(1_102))).containsExactly("account-1@12");
    assertThat(read.paired(2, key(1_104))).containsExactly("account-4@18");
    assertThat(read.paired(2, key(100))).isEmpty();
    assertThatThrownBy(() -> read.paired(1, key(100))).isInstanceOf(MatchSecretRetired.class);
  }

  @Test
  void a_rotated_match_secret_leaves_every_grant_its_ordinal() {
    Instance read = instance().readAll(TOPIC, story());
    Set<Integer> first = read.activeGrants(account(1));
    Set<Integer> second = read.activeGrants(account(2));

    read.deliver(rotation().subList(8, 12));
    assertThatThrownBy(() -> read.paired(2, key(1_100))).isInstanceOf(MatchKeysIncomplete.class);
    assertThat(read.paired(1, key(100))).containsExactly("account-1@10", "account-2@16");
    read.deliver(rotation().subList(12, 13));
    assertThat(read.paired(2, key(1_100))).containsExactly("account-1@10", "account-2@16");
    assertThat(read.paired(1, key(100))).containsExactly("account-1@10", "account-2@16");
    read.deliver(rotation().subList(13, 18));

    assertRotated(read);
    assertThat(read.activeGrants(account(1))).isEqualTo(first);
    assertThat(read.activeGrants(account(2))).isEqualTo(second);
    assertThat(keysInTable()).containsOnly(List.of(2));
  }

  @Test
  void a_rotation_goes_on_after_a_kill_at_any_record() {
    for (int killed = 9; killed < 18; killed++) {
      String topic = "rotated-" + killed;
      Instance before = instance().readAll(topic, rotation().subList(0, killed));
      Set<Integer> grants = before.activeGrants(account(1));

      Instance after = instance();
      assertThat(after.start(topic, 0, 18)).isEqualTo(killed);
      after.deliver(rotation().subList(killed, 18));

      assertRotated(after);
      assertThat(after.activeGrants(account(1))).as("killed at %d", killed).isEqualTo(grants);
      assertThat(keysInTable()).containsOnly(List.of(2));
    }
  }

  @Test
  void a_compacted_topic_alone_tells_which_match_secrets_count() {
    List<ConsumerRecord<String, String>> compacted = new ArrayList<>(rotation().subList(14, 18));

    assertRotated(instance().readAll(TOPIC, compacted));
  }

  @Test
  void a_rebuild_under_another_match_secret_keeps_the_ordinals() {
    Instance before = instance().readAll(TOPIC, story());
    Set<Integer> grants = before.activeGrants(account(1));

    Instance after = instance();
    after.readAll("topic-2", Instance.renumbered(rotation().subList(14, 18)));

    assertRotated(after);
    assertThat(after.activeGrants(account(1))).isEqualTo(grants);
    assertThat(keysInTable()).containsOnly(List.of(2));
  }

  @Test
  void what_a_repeated_watermark_tells_of_match_secrets_counts_whatever_its_position() {
    Instance read = instance().readAll(TOPIC, rotation().subList(0, 13));

    read.deliver(records(13, clock.instant(), watermark(3, RETIRING)));

    assertThatThrownBy(() -> read.paired(1, key(100))).isInstanceOf(MatchSecretRetired.class);
    assertThat(read.projection.position().value()).isEqualTo(18);
  }

  /** The versions in each row. */
  private List<List<Integer>> keysInTable() {
    try {
      return VertxContextSupport.subscribeAndAwait(() ->
          sessions.withStatelessSession(session ->
              session
                  .createSelectionQuery(
                      "select matchSecretVersions, matchKeys from PermissionRow", Object[].class)
                  .getResultList()
                  .map(rows ->
                      rows.stream()
                          .map(row ->
                              PermissionRow.keysOf((byte[]) row[1], (int[]) row[0], () -> 1)
                                  .versions())
                          .toList())));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rows_from_before_rotation_are_of_the_oldest_version() throws Throwable {
    instance().readAll(TOPIC, story());
    VertxContextSupport.subscribeAndAwait(() ->
        sessions.withStatelessTransaction(session ->
            session
                .createNativeQuery("update permission set match_secret_versions = '{}'")
                .executeUpdate()));
    Path file = Files.writeString(folder.resolve("secrets"), "1 " + "11".repeat(32) + "\n");

    Instance after = new Instance(store, clock, new MatchSecretSource(file));
    after.start(TOPIC, 0, 8);
    after.deliver(records(8, clock.instant(), watermark(17)));

    assertStory(after);
  }

  @Test
  void a_rebuild_by_another_instance_is_waited_for_and_then_loaded() {
    Instance one = instance().readAll(TOPIC, story());
    Instance other = instance();
    other.start("topic-2", 0, 3);
    other.deliver(records(0, clock.instant(), state(1, 10, permitted(10, 100, 101))));

    one.deliver(records(8, clock.instant(), watermark(18)));

    assertThat(one.follower.needsStart()).isTrue();
    assertThatThrownBy(one.projection::requireFresh).isInstanceOf(ProjectionStale.class);
    assertThatThrownBy(() -> one.start("topic-2", 0, 3))
        .rootCause()
        .hasMessageContaining("another instance rebuilds");
    other.deliver(records(1, clock.instant(), state(2, 11, permitted(11, 100)), watermark(20)));
    assertThat(one.start("topic-2", 0, 3)).isEqualTo(3);
    one.deliver(records(3, clock.instant(), watermark(21)));
    assertThat(one.paired(key(100))).containsExactly("account-1@10", "account-2@11");
    assertThat(one.activeGrants(account(2))).isEqualTo(other.activeGrants(account(2)));
  }

  private long rowsOf(String entity) {
    try {
      return VertxContextSupport.subscribeAndAwait(() ->
          sessions.withStatelessSession(session ->
              session
                  .createSelectionQuery("select count(*) from " + entity, Long.class)
                  .getSingleResult()));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConsumerRecord<String, String> atOffset(
      ConsumerRecord<String, String> one, long offset) {
    return new ConsumerRecord<>(
        one.topic(),
        one.partition(),
        offset,
        one.timestamp(),
        one.timestampType(),
        0,
        0,
        one.key(),
        one.value(),
        one.headers(),
        Optional.empty());
  }
}
