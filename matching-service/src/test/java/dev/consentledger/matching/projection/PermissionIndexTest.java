package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionIndexTest {
  private final PermissionIndex index = new PermissionIndex();

  @Test
  void an_erased_subject_goes_once_no_frozen_position_needs_it() {
    var accounts = new AccountTable();
    var erasing = new PermissionIndex(accounts);
    erasing.addAccount(0, subject(3), account(3));
    erasing.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);
    erasing.publish(new Position(5), 1, MatchSecretVersions.only(1));
    FrozenPermissions frozen = erasing.freeze(1);

    erasing.endGrant(0, 6);
    erasing.forgetAccount(0);
    erasing.publish(new Position(6), 1, MatchSecretVersions.only(1));
    List<Long> seen = new ArrayList<>();
    frozen.probe(key(7).high(), key(7).low(), (_, high, _, _) -> seen.add(high));
    assertThat(seen).containsExactly(subject(3).value().getMostSignificantBits());
    frozen.close();
    erasing.publish(new Position(7), 1, MatchSecretVersions.only(1));

    assertThat(accounts.subjectHigh(0)).isZero();
    assertThat(accounts.subjectLow(0)).isZero();
  }

  @Test
  void two_grants_on_one_key_are_both_found() {
    index.addAccount(0, subject(0), account(0));
    index.addAccount(1, subject(1), account(1));
    index.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);
    index.addGrant(1, 1, 6, keys(key(7)), Notices.NONE);

    publish(6, 2);

    assertThat(probe(index.freeze(1), key(7))).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void a_frozen_position_sees_neither_what_came_nor_what_ended_since() {
    index.addAccount(0, subject(0), account(0));
    index.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);
    publish(5, 1);
    FrozenPermissions frozen = index.freeze(1);

    index.endGrant(0, 6);
    index.addGrant(1, 0, 7, keys(key(7)), Notices.NONE);
    publish(7, 2);

    assertThat(probe(frozen, key(7))).containsExactly(0);
    assertThat(probe(index.freeze(1), key(7))).containsExactly(1);
    assertThat(index.isActive(0)).isFalse();
    assertThat(index.isActive(1)).isTrue();
  }

  @Test
  void what_is_not_yet_published_is_in_no_freeze() {
    index.addAccount(0, subject(0), account(0));
    publish(4, 0);
    index.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);

    assertThat(probe(index.freeze(1), key(7))).isEmpty();
  }

  @Test
  void growing_a_thousandfold_loses_no_key_and_disturbs_no_open_freeze() {
    index.addAccount(0, subject(0), account(0));
    index.addGrant(0, 0, 1, keys(key(0)), Notices.NONE);
    publish(1, 1);
    FrozenPermissions frozen = index.freeze(1);

    for (int i = 1; i < 100_000; i++) {
      index.addGrant(i, 0, i + 1L, keys(key(i)), Notices.NONE);
    }
    publish(100_000, 100_000);

    assertThat(probe(frozen, key(0))).containsExactly(0);
    assertThat(probe(frozen, key(99_999))).isEmpty();
    FrozenPermissions now = index.freeze(1);
    for (int i = 0; i < 100_000; i++) {
      assertThat(probe(now, key(i))).containsExactly(i);
    }
  }

  @Test
  void ended_grants_are_kept_for_a_freeze_and_dropped_after_it() {
    index.addAccount(0, subject(0), account(0));
    int grants = 4 * GrantTable.CHUNK;
    for (int i = 0; i < grants; i++) {
      index.addGrant(i, 0, i + 1L, keys(key(i)), Notices.NONE);
    }
    publish(grants, grants);
    FrozenPermissions frozen = index.freeze(1);
    long full = index.grantBytes();

    for (int i = 0; i < grants - 1; i++) {
      index.endGrant(i, grants + 1L);
    }
    publish(grants + 1L, grants);
    assertThat(index.grantBytes()).isEqualTo(full);
    assertThat(probe(frozen, key(3))).containsExactly(3);

    frozen.close();
    publish(grants + 2L, grants);
    assertThat(index.grantBytes()).isLessThan(full / 3);
    assertThat(index.openFreezes()).isZero();
  }

  @Test
  void grants_that_come_and_go_do_not_fill_the_table() {
    index.addAccount(0, subject(0), account(0));
    for (int i = 0; i < 200_000; i++) {
      index.addGrant(i, 0, 2L * i, keys(key(i % 50)), Notices.NONE);
      index.endGrant(i, 2L * i + 1);
      publish(2L * i + 1, i + 1);
    }

    assertThat(index.keyBytes()).isLessThan(1_000_000);
    assertThat(index.grantBytes()).isLessThan(1_000_000);
  }

  @Test
  void a_forgotten_account_is_found_by_nothing() {
    index.addAccount(0, subject(0), account(0));
    index.addAccount(1, subject(1), account(1));
    index.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);
    index.endGrant(0, 6);
    index.forgetAccount(0);
    publish(6, 1);

    assertThat(index.account(0)).isNull();
    assertThat(index.accountOrdinal(account(0), subject(0))).isEqualTo(GrantTable.NONE);
    assertThat(index.account(1)).isEqualTo(account(1));
  }

  @Test
  void an_account_id_registered_again_is_a_new_subject() {
    index.addAccount(0, subject(0), account(0));
    index.forgetAccount(0);
    index.addAccount(1, subject(9), account(0));
    index.addGrant(0, 1, 5, keys(key(7)), Notices.NONE);
    publish(5, 1);

    List<Integer> active = new ArrayList<>();
    index.forEachActiveGrant(account(0), active::add);
    assertThat(active).containsExactly(0);
  }

  @Test
  void ordinals_that_nobody_gave_out_are_not_active() {
    assertThat(index.isActive(0)).isFalse();
    assertThat(index.isActive(-1)).isFalse();
    assertThat(index.isActive(Integer.MAX_VALUE)).isFalse();
    assertThat(index.accountOrdinalOf(17)).isEqualTo(GrantTable.NONE);
    assertThat(index.account(Integer.MAX_VALUE)).isNull();
  }

  @Test
  void a_new_match_secret_adds_keys_and_no_grant() {
    index.addAccount(0, subject(0), account(0));
    index.addGrant(0, 0, 5, keys(key(7)), Notices.NONE);
    publish(5, 1);

    index.rekeyGrant(0, keys(key(7)).and(2, List.of(key(8))), Notices.NONE);
    index.publish(new Position(5), 1, both(1));
    assertThat(probe(index.freeze(1), key(7))).containsExactly(0);
    assertThatThrownBy(() -> index.freeze(2)).isInstanceOf(MatchKeysIncomplete.class);
    index.publish(new Position(5), 1, both(1, 2));

    assertThat(probe(index.freeze(1), key(7))).containsExactly(0);
    assertThat(probe(index.freeze(2), key(8))).containsExactly(0);
    assertThat(probe(index.freeze(2), key(7))).as("a key of version 1").isEmpty();
    assertThat(index.activeGrants()).isEqualTo(1);
    assertThat(index.activeKeys()).isEqualTo(2);
  }

  @Test
  void the_keys_of_a_retired_match_secret_go_at_once_and_disturb_no_open_freeze() {
    index.addAccount(0, subject(0), account(0));
    for (int i = 0; i < 50_000; i++) {
      index.addGrant(i, 0, i + 1, keys(key(i)).and(2, List.of(key(1_000_000 + i))), Notices.NONE);
    }
    index.publish(new Position(50_000), 50_000, both(1, 2));
    FrozenPermissions frozen = index.freeze(1);
    long bytes = index.keyBytes();

    index.publish(new Position(50_000), 50_000, both(2));
    assertThatThrownBy(() -> index.freeze(1)).isInstanceOf(MatchSecretRetired.class);
    for (int i = 0; i < 50_000; i++) {
      index.rekeyGrant(i, MatchKeys.of(2, List.of(key(1_000_000 + i))), Notices.NONE);
    }
    index.publish(new Position(50_001), 50_000, MatchSecretVersions.only(2));

    assertThat(probe(frozen, key(49_999))).containsExactly(49_999);
    assertThat(probe(index.freeze(2), key(1_049_999))).containsExactly(49_999);
    assertThat(index.keyBytes()).isLessThan(bytes * 6 / 10);
    assertThat(index.activeKeys()).isEqualTo(50_000);
  }

  private void publish(long position, int grantOrdinalLimit) {
    index.publish(new Position(position), grantOrdinalLimit, MatchSecretVersions.only(1));
  }

  private static MatchKeys keys(MatchKey key) {
    return MatchKeys.of(1, List.of(key));
  }

  private static MatchSecretVersions both(Integer... complete) {
    return new MatchSecretVersions(List.of(1, 2), List.of(complete));
  }

  @Test
  void keys_that_are_probed_at_once_are_answered_in_their_order() {
    int asked = 1_000;
    long[] halves = new long[2 * asked];
    for (int i = 0; i < asked; i++) {
      MatchKey key = key(i);
      halves[2 * i] = key.high();
      halves[2 * i + 1] = key.low();
    }
    for (int account = 0; account < 3; account++) {
      index.addAccount(account, subject(account), account(account));
    }
    // Every third key has one grant, and one key has three.
    int grant = 0;
    for (int i = 0; i < asked; i += 3) {
      index.addGrant(grant, grant % 3, grant + 1L, keys(key(i)), Notices.NONE);
      grant++;
    }
    for (int more = 0; more < 2; more++, grant++) {
      index.addGrant(grant, more + 1, grant + 1L, keys(key(300)), Notices.NONE);
    }
    index.publish(new Position(grant + 1L), grant, MatchSecretVersions.only(1));

    List<Integer> keys = new ArrayList<>();
    List<Integer> together = new ArrayList<>();
    List<Integer> oneByOne = new ArrayList<>();
    try (FrozenPermissions frozen = index.freeze(1)) {
      frozen.probeAll(
          halves,
          asked,
          (key, ordinal, high, low, at) -> {
            keys.add(key);
            together.add(ordinal);
          });
      for (int i = 0; i < asked; i++) {
        oneByOne.addAll(probe(frozen, key(i)));
      }
    }

    assertThat(together).isEqualTo(oneByOne).hasSize(grant);
    assertThat(keys).isSorted();
    assertThat(keys.stream().filter(key -> key == 300)).hasSize(3);
  }

  static List<Integer> probe(FrozenPermissions frozen, MatchKey key) {
    List<Integer> found = new ArrayList<>();
    frozen.probe(key.high(), key.low(), (grant, high, low, at) -> found.add(grant));
    return found;
  }
}
