package dev.consentledger.consent.rights;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.rights.AccessReport.Controller;
import dev.consentledger.consent.rights.AccessReport.Member;
import dev.consentledger.consent.rights.AccessReport.Processing;
import dev.consentledger.consent.rights.Memberships.MatchingSilent;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.purpose.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes a report at one position: the head is read first, then everything up to it. A run records
 * its result after its pairings are stored, so what was recorded by then is found.
 */
@Singleton
final class AccessReports {
  private static final Logger LOG = Logger.getLogger(AccessReports.class);

  private final AccountHistories histories;
  private final AudienceLives audiences;
  private final Memberships memberships;
  private final ControllerSettings controller;
  private final Clock clock;

  AccessReports(
      AccountHistories histories,
      AudienceLives audiences,
      Memberships memberships,
      ControllerSettings controller,
      Clock clock) {
    this.histories = histories;
    this.audiences = audiences;
    this.memberships = memberships;
    this.controller = controller;
    this.clock = clock;
  }

  /**
   * Fails with account-unknown, and with service-unavailable where the matching-service is silent:
   * a report never leaves memberships out.
   */
  Uni<AccessReport> of(AccountId account) {
    return histories
        .of(account)
        .map(history -> new ReportBuilder(history, clock.instant()))
        .chain(report -> members(report).map(members -> report(report, members)))
        .onFailure(MatchingSilent.class)
        .transform(silent -> {
          LOG.warnf("An access report was refused: %s", silent.getMessage());
          return new ProblemException(Problem.SERVICE_UNAVAILABLE);
        });
  }

  /** Where list matching was never granted nothing can have been paired, and nobody is asked. */
  private Uni<List<Member>> members(ReportBuilder report) {
    boolean granted =
        report.history().grants().grants().stream()
            .anyMatch(life -> life.purpose() == Purpose.LIST_MATCHING);
    if (!granted) {
      return Uni.createFrom().item(List.of());
    }
    return memberships
        .of(report.history().subject())
        .chain(found ->
            audiences
                .read(
                    found.stream().map(Membership::audience).distinct().toList(),
                    report.history().position())
                .map(lives -> new MembershipBuilder(report, lives).members(found)));
  }

  private AccessReport report(ReportBuilder report, List<Member> members) {
    return new AccessReport(
        report.history().account().value(),
        report.history().position().value(),
        report.at(),
        new Controller(
            controller.name(),
            controller.contact(),
            controller.email(),
            controller.phone(),
            controller.street() + ", " + controller.locality() + ", " + controller.country(),
            controller.policyUrl(),
            controller.withdrawalUrl()),
        report.contactPoints(),
        report.grants(),
        report.withdrawals(),
        report.signals(),
        report.notices(),
        members,
        processing(report));
  }

  private Processing processing(ReportBuilder report) {
    return new Processing(
        ReportBuilder.uses(report.purposes()),
        List.of(
            "Your email addresses and phone numbers, each as a fingerprint (a digest) that is locked"
                + " with a key of your own: not the address or number itself.",
            "What you allowed and stopped, when, where and under which notice.",
            "Which runs of which advertisers' audiences found you in a list."),
        List.of(
            "Advertisers are told how large an audience is, in steps and never for fewer than 100"
                + " people. They are not told who is in it.",
            "The delivery of advertisements, which is ours, reads which accounts are in an"
                + " audience.",
            "Auditors and supervisory authorities may replay the ledger; each look is recorded."),
        List.of(
            "What you allowed and stopped is kept while you have an account, and until you ask us to"
                + " erase it: then the key that opens it is destroyed.",
            "Which runs found you is kept as evidence of how your data was used, until you ask us to"
                + " erase it.",
            "Advertisers' lists, and what an auditor opened, are kept for the times in our privacy"
                + " policy."),
        List.of(
            "To have what is wrong put right, and to have your data erased.",
            "To withdraw, at any time, as easily as you allowed it: " + controller.withdrawalUrl(),
            "To object to advertising, also by the signal Global Privacy Control of your browser.",
            "To have the use of your data restricted, and to receive what you gave us.",
            "To complain to " + controller.authority() + "."),
        "From you: each address or number was collected where this report says.",
        "Being found in a list decides only which advertisements you may see. It has no legal or"
            + " similarly significant effect for you (GDPR Art. 22).",
        "None outside the country where it is stored: " + controller.storageCountry() + ".");
  }
}
