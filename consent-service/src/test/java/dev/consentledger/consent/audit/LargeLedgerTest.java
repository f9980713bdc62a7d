package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.leaf;
import static dev.consentledger.consent.audit.AuditWorld.proved;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.evidence.Verification;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bundles of single entries, each with its proof: they say what they do not prove. */
@QuarkusTest
@TestProfile(AuditedService.OfALargeLedger.class)
class LargeLedgerTest {
  @Inject AuditWorld world;

  @Test
  void every_kind_of_finding_is_proved_by_single_entries_and_says_its_limit() throws IOException {
    Person ada = world.person("large-ada", "service.notifications");
    world.person("large-bob", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("shop", List.of(ada.address(), "x@example.com"), leaf(1, ada, adas));

    for (String question :
        List.of(
            "{\"kind\":\"ledger\"}",
            "{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}",
            "{\"kind\":\"run\",\"run\":\"" + run + "\"}",
            "{\"kind\":\"impact\",\"notice\":{\"id\":\"ads\"}}")) {
      Verification verification = proved(replayed(question));
      assertThat(verification.isLimited()).as(question).isTrue();
      assertThat(verification.manifest().complete()).as(question).isFalse();
    }
  }

  @Test
  void single_entries_hold_the_invalidation_of_a_notice_so_that_an_auditor_computes_it()
      throws IOException {
    Person ada = world.person("large-gone", "service.notifications");
    AuditWorld.as("consent-writer")
        .contentType(ContentType.JSON)
        .body("{\"locale\":\"en-GB\",\"text\":\"A text.\"}")
        .put("/v1/notices/ads/versions/large-gone")
        .then()
        .statusCode(200);
    Position adas = world.permit(ada, "large-gone");
    world.run("large", List.of(ada.address()), leaf(1, ada, adas));
    String impact =
        AuditWorld.auditor()
            .urlEncodingEnabled(false)
            .contentType(ContentType.JSON)
            .body("{\"reason\":\"An order\"}")
            .post("/v1/notices/ads/versions/large-gone:invalidate")
            .then()
            .statusCode(202)
            .extract()
            .path("replay");

    Response account = replayed("{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}");

    account.then().body("result.contactPoints[0].grants[0].state", equalTo("invalidated"));
    assertThat(proved(account).isLimited()).isTrue();
    assertThat(proved(AuditWorld.ended(impact)).isLimited()).isTrue();
  }
}
