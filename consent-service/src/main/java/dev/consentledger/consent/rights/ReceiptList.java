package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.AccessReport.Use;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.evidence.GrantLife;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The receipts that an account can fetch, oldest first. */
@Schema(name = "Receipts", description = "The receipts that can be fetched, oldest first")
record ReceiptList(
    @Schema(examples = "account-1") String account,
    @Schema(description = "Every event up to here is in it", examples = "17") long position,
    List<Line> receipts) {

  /** One receipt. */
  @Schema(name = "ReceiptLine")
  record Line(
      @Schema(examples = "12") long position,
      Instant time,
      @Schema(
              enumeration = {
                "granted",
                "withdrawn",
                "removed",
                "expired",
                "signal_on",
                "signal_off"
              })
          String event,
      List<Use> purposes,
      @Schema(description = "Positions of the grants that it is about") List<Long> grants,
      @Schema(examples = "/v1/accounts/account-1/receipts/12") String href) {

    static Line of(AccountId account, ConsentAct act) {
      return new Line(
          act.event().position().value(),
          act.event().time(),
          act.kind().code(),
          ReportBuilder.uses(act.grants().stream().map(GrantLife::purpose).toList()),
          act.grants().stream().map(life -> life.position().value()).toList(),
          "/v1/accounts/" + account.value() + "/receipts/" + act.event().position());
    }
  }
}
