package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.GrantTerms;
import dev.consentledger.consent.decision.SubjectCommand;
import dev.consentledger.consent.decision.SubjectCommand.Grant;
import dev.consentledger.consent.intake.GrantNotices.Standings;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One line of an import: a contact point with its grants. */
@Schema(name = "ImportLine", description = "A contact point with its grants: all of it or nothing.")
@RegisterForReflection // read by AccountImport itself
record ImportBody(
    @NotNull @Shaped(Shape.ACCOUNT) String account,
    @NotNull @Shaped(Shape.CONTACT_POINT) String contactPoint,
    @NotNull @Shaped(Shape.KIND) String kind,
    @Size(max = Identifier.CHARACTERS_MAX) @Nullable String value,
    @Size(max = Identifier.CHARACTERS_MAX) @Nullable String sha256,
    @Shaped(Shape.REGION) @Nullable String region,
    @NotEmpty @Size(max = ContactPointBody.COLLECTED_FOR_MAX)
        List<@NotNull @Shaped(Shape.PURPOSE) String> collectedFor,
    @NotNull @Valid NoticeBody notice,
    @Size(max = GRANTS_MAX) @Nullable List<@NotNull @Valid ImportGrant> grants) {
  static final int GRANTS_MAX = 16;

  /** A grant with its purpose. */
  @Schema(name = "ImportGrant")
  @RegisterForReflection // read by AccountImport itself
  record ImportGrant(
      @NotNull @Shaped(Shape.PURPOSE) String purpose,
      @NotNull @Valid NoticeBody notice,
      @NotNull @Shaped(Shape.WORD) String context,
      @NotNull @Shaped(Shape.WORD) String method,
      @NotNull @Shaped(Shape.WORD) String legalBasis,
      @Shaped(Shape.INSTANT) @Nullable String expiresAt) {
    GrantBody body() {
      return new GrantBody(notice, context, method, legalBasis, expiresAt);
    }
  }

  /** What the line's grants were given under. */
  List<Notice> grantNotices() {
    return granted().stream().map(grant -> grant.notice().toNotice()).distinct().toList();
  }

  /** The line's orders, but for the notices' standing and their time: throws where one is none. */
  Function<Standings, Function<Instant, List<SubjectCommand>>> toOrders() {
    var id = new ContactPointId(contactPoint);
    var register =
        new ContactPointBody(kind, value, sha256, region, collectedFor, notice).toOrder(id);
    return standings ->
        at -> {
          var commands = new ArrayList<SubjectCommand>();
          commands.add(register.apply(at));
          for (ImportGrant grant : granted()) {
            Purpose purpose = Purpose.ofCode(grant.purpose()).orElseThrow();
            GrantTerms terms = grant.body().toTerms();
            commands.add(new Grant(id, purpose, terms, standings.of(terms.notice()), at));
          }
          return commands;
        };
  }

  private List<ImportGrant> granted() {
    return grants == null ? List.of() : grants;
  }

  @Override
  public String toString() {
    return "ImportBody(not printed)";
  }
}
