package dev.consentledger.matching.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.projection.ProjectionStale;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.roaringbitmap.RoaringBitmap;

class LiveAudienceTest {
  private final FakePermissions permissions = new FakePermissions();

  @Test
  void an_account_with_two_paired_grants_is_one_member_until_both_ended() {
    int email = permissions.grant("acc-1", new MatchKey(1, 1));
    int phone = permissions.grant("acc-1", new MatchKey(2, 2));
    var audience =
        new LiveAudience(
            List.of(RoaringBitmap.bitmapOf(email), RoaringBitmap.bitmapOf(phone)), permissions);

    assertThat(audience.size()).isEqualTo(1);
    assertThat(audience.members().next()).isEqualTo("{\"account\":\"acc-1\"}");
    permissions.withdraw(email);
    assertThat(audience.isMember(new AccountId("acc-1"))).isTrue();
    permissions.withdraw(phone);
    assertThat(audience.isMember(new AccountId("acc-1"))).isFalse();
    assertThat(audience.size()).isZero();
  }

  @Test
  void a_withdrawal_counts_while_members_are_being_given() {
    var grants = new RoaringBitmap();
    int last = 0;
    for (int i = 0; i < 3000; i++) {
      last = permissions.grant("acc-" + i, new MatchKey(i, i));
      grants.add(last);
    }
    var members = new LiveAudience(List.of(grants), permissions).members();
    assertThat(members.next()).contains("\"acc-0\"");

    permissions.withdraw(last);

    assertThat(members.next()).contains("\"acc-2998\"").doesNotContain("\"acc-2999\"");
    assertThat(members.isDone()).isTrue();
  }

  @Test
  void members_stop_when_the_projection_becomes_stale() {
    int grant = permissions.grant("acc-1", new MatchKey(1, 1));
    var members = new LiveAudience(List.of(RoaringBitmap.bitmapOf(grant)), permissions).members();
    permissions.setStale(true);

    assertThatThrownBy(members::next).isInstanceOf(ProjectionStale.class);
  }

  @Test
  void no_ready_run_means_no_member() {
    permissions.grant("acc-1", new MatchKey(1, 1));
    var audience = new LiveAudience(List.of(), permissions);

    assertThat(audience.isMember(new AccountId("acc-1"))).isFalse();
    assertThat(audience.members().next()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,2",
    "2,2,5",
    "4,2,5",
    "5,5,10",
    "9,5,10",
    "10,10,20",
    "100,100,200",
    "199,100,200",
    "200,200,500",
    "499,200,500",
    "500,500,1000",
    "999,500,1000",
    "1000,1000,2000",
    "9999999,5000000,10000000"
  })
  void a_size_is_told_in_steps_of_one_two_and_five(long size, long atLeast, long below) {
    assertThat(SizeBucket.of(size)).isEqualTo(new SizeBucket(atLeast, below));
  }
}
