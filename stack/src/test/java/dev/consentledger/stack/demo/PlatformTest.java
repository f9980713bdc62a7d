package dev.consentledger.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.Normalised;
import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.stack.demo.AdvertiserList.Entry;
import dev.consentledger.stack.demo.FictionalNumbers.Country;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformTest {
  private static final int ACCOUNTS = 5_000;

  private final Platform platform = Platform.of(Platform.SEED, ACCOUNTS);

  @Test
  void the_same_seed_makes_the_same_people() {
    assertThat(Platform.of(Platform.SEED, ACCOUNTS)).isEqualTo(platform);
    assertThat(Platform.of(Platform.SEED + 1, ACCOUNTS)).isNotEqualTo(platform);
  }

  @Test
  void the_same_seed_makes_the_same_list() {
    assertThat(AdvertiserList.customerMatch(platform, 1))
        .isEqualTo(AdvertiserList.customerMatch(platform, 1));
  }

  @ParameterizedTest
  @EnumSource(Country.class)
  void every_fictional_number_is_one_that_the_ledger_takes(Country country) {
    List<String> refused = new ArrayList<>();
    for (String number : FictionalNumbers.of(country)) {
      if (!(IdentifierForms.phone(number, null) instanceof Forms)) {
        refused.add(number);
      }
    }
    assertThat(refused).isEmpty();
    assertThat(FictionalNumbers.of(country)).doesNotHaveDuplicates();
  }

  @Test
  void every_contact_point_normalises_and_is_one_account_s_alone() {
    Set<String> digests = new HashSet<>();
    for (MadeUpAccount account : platform.accounts()) {
      assertThat(AccountId.isAcceptable(account.id())).isTrue();
      account
          .contactPoints()
          .forEach(contactPoint -> {
            assertThat(normalised(contactPoint)).isInstanceOf(Forms.class);
            assertThat(digests.add(contactPoint.value())).isTrue();
          });
    }
  }

  @Test
  void many_gave_a_number_for_security_alone_and_nobody_permits_it() {
    List<MadeUpAccount> security =
        platform.accounts().stream().filter(MadeUpAccount::hasSecurityNumber).toList();

    assertThat(security).hasSizeBetween(ACCOUNTS * 4 / 10, ACCOUNTS * 6 / 10);
    assertThat(security).allMatch(account -> !account.phone().orElseThrow().permitted());
  }

  @Test
  void a_list_has_thousands_of_entries_of_every_kind() {
    for (AdvertiserList list :
        List.of(
            AdvertiserList.customerMatch(platform, 1),
            AdvertiserList.hashedCustomers(platform, 2))) {
      assertThat(list.csv().lines()).hasSize(list.entries().size() + 1);
      assertThat(list.entries()).hasSizeGreaterThan(ACCOUNTS / 2);
      assertThat(list.entries().stream().filter(Entry::isPermitted)).hasSizeGreaterThan(500);
      assertThat(list.entries().stream().filter(Entry::namesOnlySecurityNumber))
          .hasSizeGreaterThan(500);
      assertThat(list.entries())
          .noneMatch(entry -> entry.isPermitted() && entry.namesOnlySecurityNumber());
    }
  }

  private static Normalised normalised(MadeUpContactPoint contactPoint) {
    return contactPoint.isPhone()
        ? IdentifierForms.phone(contactPoint.value(), null)
        : IdentifierForms.email(contactPoint.value());
  }
}
