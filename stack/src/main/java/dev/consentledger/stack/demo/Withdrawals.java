package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.stack.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who withdrew in earlier stories on the same data, and who will in this one. Those who withdrew
 * must not be imported again: the platform would be granting in their name.
 */
record Withdrawals(Set<String> accounts, MadeUpAccount next) {
  static Withdrawals of(Gateway gateway, Platform platform, List<AdvertiserList> lists) {
    Set<String> withdrawn = new HashSet<>();
    for (MadeUpAccount account : platform.accounts()) {
      if (!lists.stream().allMatch(list -> pairs(list, account))) {
        continue;
      }
      if (!hasWithdrawn(gateway, account)) {
        return new Withdrawals(Set.copyOf(withdrawn), account);
      }
      withdrawn.add(account.id());
    }
    throw new StoryBroken("everybody who could withdraw has done so: start with --fresh");
  }

  private static boolean pairs(AdvertiserList list, MadeUpAccount account) {
    return list.entries().stream()
        .anyMatch(entry ->
            entry.isPermitted()
                && entry.account().filter(named -> named.id().equals(account.id())).isPresent());
  }

  /** An account that the ledger does not know has not withdrawn: this is the first story. */
  private static boolean hasWithdrawn(Gateway gateway, MadeUpAccount account) {
    for (JsonNode consents :
        gateway.find(Role.READER, "/v1/accounts/" + account.id() + "/consents")) {
      for (JsonNode contactPoint : consents.path("contactPoints")) {
        for (JsonNode grant : contactPoint.path("grants")) {
          if (grant.path("purpose").asText().equals(Purpose.LIST_MATCHING.code())
              && grant.path("state").asText().equals("withdrawn")) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
