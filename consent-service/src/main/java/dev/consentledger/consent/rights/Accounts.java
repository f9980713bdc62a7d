package dev.consentledger.consent.rights;

import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AccountId;

/** Who may ask, and about which account. */
final class Accounts {
  static final String READER = "consent-reader";

  private Accounts() {}

  static AccountId of(String account) {
    if (!AccountId.isAcceptable(account)) {
      throw ProblemException.invalid(
          "account",
          "must be an opaque id: 1 to 128 letters, digits, dots, colons, hyphens or underscores");
    }
    return new AccountId(account);
  }
}
