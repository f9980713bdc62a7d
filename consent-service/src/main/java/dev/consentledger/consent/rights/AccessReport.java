package dev.consentledger.consent.rights;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is held about one person (GDPR Art. 15): never an address, a number or a digest. */
@Schema(name = "AccessReport", description = "What is held about one person (GDPR Art. 15).")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccessReport(
    @Schema(examples = "account-1") String account,
    @Schema(
            description = "The ledger position that the report is true at: every event up to here",
            examples = "17")
        long position,
    @Schema(description = "When it was made; grants past their own time are expired then")
        Instant at,
    Controller controller,
    List<Point> contactPoints,
    List<Grant> grants,
    @Schema(description = "What ended grants or set them aside, oldest first")
        List<Withdrawal> withdrawals,
    @Schema(description = "Every change of a preference signal, oldest first")
        List<Signalled> signals,
    List<Shown> notices,
    @Schema(description = "Every audience that the account was a member of, a run each")
        List<Member> audiences,
    Processing processing) {

  /** Who is responsible. */
  @Schema(name = "Controller")
  record Controller(
      String name,
      String contact,
      String email,
      String phone,
      String address,
      URI policyUrl,
      URI withdrawalUrl) {}

  /** A purpose with its words. */
  @Schema(name = "PurposeInWords")
  record Use(
      @Schema(examples = "advertising.list_matching") String purpose,
      @Schema(description = "Data Privacy Vocabulary") String purposeIri,
      String inWords) {}

  /** One contact point from its registration to its removal. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReportedContactPoint")
  record Point(
      @Schema(examples = "phone-1") String id,
      @Schema(enumeration = {"email", "phone"}) String kind,
      List<Use> collectedFor,
      Text notice,
      Moment registered,
      @Nullable Moment removed) {}

  /** The text that was shown. */
  @Schema(name = "NoticeNamed")
  record Text(String id, String version, String locale, String sha256) {}

  /** One grant from its first to its last moment. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReportedGrant")
  record Grant(
      @Schema(description = "The position that names the grant") long position,
      String contactPoint,
      String kind,
      Use purpose,
      Text notice,
      String context,
      String method,
      String legalBasis,
      Instant granted,
      @Nullable Instant expiresAt,
      @Schema(
              description =
                  "overridden: a signal that is on stands above it; notice_invalid: the notice"
                      + " that it was given under counts no more",
              enumeration = {
                "active",
                "overridden",
                "notice_invalid",
                "withdrawn",
                "expired",
                "ended_by_removal",
                "replaced"
              })
          String state,
      @Nullable Moment ended) {}

  /** What ended grants, or set them aside. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReportedWithdrawal")
  record Withdrawal(
      @Schema(enumeration = {"withdrawn", "removed", "expired", "signal_on"}) String kind,
      Moment moment,
      List<Use> purposes,
      @Schema(description = "The positions of the grants that it ended or set aside")
          List<Long> grants) {}

  /** A preference signal was turned on or off. */
  @Schema(name = "ReportedSignal")
  record Signalled(@Schema(examples = "gpc") String signal, boolean on, Moment moment) {}

  /** A notice that the person was shown. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReportedNotice")
  record Shown(
      Text notice,
      @Schema(description = "From here on no grant under it counts")
          @Nullable Moment invalidated) {}

  /** One run that found the account in an advertiser's list. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReportedMembership")
  record Member(
      String audience,
      @Nullable String name,
      @Schema(examples = "shop-1") String advertiser,
      String run,
      @Schema(description = "When the run was recorded: nobody could read it before") Moment from,
      @Schema(description = "When it ended; none while it lasts") @Nullable Moment to,
      @Schema(
              description = "What ended it",
              enumeration = {
                "withdrawn",
                "expired",
                "ended_by_removal",
                "replaced",
                "signal_on",
                "notice_invalidated",
                "audience_deleted"
              })
          @Nullable String endedBy,
      @Schema(description = "false where it ended before the run was recorded: nobody read it")
          boolean readable,
      @Schema(description = "The position of the grant that it relied on") long grant,
      String contactPoint,
      String kind) {}

  /** The rest of what Art. 15 asks for. */
  @Schema(name = "Processing", description = "GDPR Art. 15(1)(a) to (h), (2)")
  record Processing(
      List<Use> purposes,
      List<String> categories,
      List<String> recipients,
      List<String> retention,
      List<String> rights,
      String source,
      String automatedDecisions,
      String transfers) {}
}
