package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.auditor;
import static dev.consentledger.consent.audit.AuditWorld.leaf;
import static dev.consentledger.consent.audit.AuditWorld.lines;
import static dev.consentledger.consent.audit.AuditWorld.proved;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static dev.consentledger.consent.audit.AuditWorld.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.TreeHasher;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Replays of runs whose people were erased since. */
@QuarkusTest
@TestProfile(AuditedService.class)
class ErasedReplaysTest {
  private static final TreeHasher HASHER = new TreeHasher();

  @Inject AuditWorld world;

  /** Three people paired in one run. */
  private record Paired(
      String name, Person ada, Person bob, Person cleo, UUID run, List<PairingLeaf> leaves) {
    PairingRecord whole(int number) {
      return new PairingRecord.Whole(leaves.get(number));
    }

    PairingRecord erased(int number) {
      return new PairingRecord.Whole(leaves.get(number)).erase(HASHER);
    }

    String question() {
      return "{\"kind\":\"run\",\"run\":\"" + run + "\"}";
    }
  }

  private Paired paired(String name) throws IOException {
    Person ada = world.person(name + "-ada", "service.notifications");
    Person bob = world.person(name + "-bob", "service.notifications");
    Person cleo = world.person(name + "-cleo", "service.notifications");
    var leaves =
        List.of(
            leaf(1, ada, world.permit(ada, "1")),
            leaf(2, bob, world.permit(bob, "1")),
            leaf(3, cleo, world.permit(cleo, "1")));
    UUID run =
        world.run(
            name,
            List.of(ada.address(), bob.address(), cleo.address()),
            leaves.toArray(PairingLeaf[]::new));
    return new Paired(name, ada, bob, cleo, run, leaves);
  }

  @Test
  void a_run_is_reached_again_with_erased_pairings_counted_and_not_named() throws IOException {
    Paired paired = paired("erased-run");
    world.erase(paired.bob());
    store(paired.run(), paired.whole(0), paired.erased(1), paired.whole(2));

    Response replay = replayed(paired.question());

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.differences", hasSize(0))
        .body("result.pairings", equalTo(3))
        .body("result.subjects", equalTo(3))
        .body("result.erased", equalTo(1));
    assertThat(proved(replay).isVerified()).isTrue();
  }

  @Test
  void pairings_that_matching_has_not_erased_yet_give_the_same_answer_and_leave_no_trace_of_it()
      throws IOException {
    Paired paired = paired("late");
    world.erase(paired.bob());

    Response late = replayed(paired.question());

    late.then()
        .body("state", equalTo("done"))
        .body("result.differences", hasSize(0))
        .body("result.erased", equalTo(1));
    assertThat(proved(late).isVerified()).isTrue();
    Map<String, byte[]> bundle = bundle(late);
    String pairings =
        new String(bundle.get("runs/" + paired.run() + ".pairings"), StandardCharsets.ISO_8859_1);
    assertThat(pairings)
        .contains(bytes(paired.whole(0)), bytes(paired.erased(1)))
        .doesNotContain(bytes(paired.whole(1)).substring(8, 40));
    assertThat(new String(bundle.get("opened.ndjson"), StandardCharsets.UTF_8).lines())
        .as("the registrations of ada and cleo, and no key of bob's")
        .hasSize(2);
  }

  @Test
  void a_run_whose_people_are_all_erased_is_reached_again() throws IOException {
    Paired paired = paired("all");
    world.erase(paired.ada());
    world.erase(paired.bob());
    world.erase(paired.cleo());
    store(paired.run(), paired.erased(0), paired.erased(1), paired.erased(2));

    Response replay = replayed(paired.question());

    replay
        .then()
        .body("result.differences", hasSize(0))
        .body("result.subjects", equalTo(3))
        .body("result.erased", equalTo(3));
    assertThat(proved(replay).isVerified()).isTrue();
  }

  @Test
  void whoever_is_said_to_be_erased_and_is_not_is_a_difference() throws IOException {
    Paired paired = paired("pretended");
    store(paired.run(), paired.erased(0), paired.whole(1), paired.whole(2));

    Response replay = replayed(paired.question());

    assertThat(replay.<List<String>>path("result.differences"))
        .anySatisfy(line ->
            assertThat(line)
                .contains("under the grant at position " + paired.leaves().get(0).grant())
                .contains("is said to be of somebody erased, who is not"))
        .anySatisfy(line -> assertThat(line).startsWith("row 1: the ledger permits subject"));
  }

  @Test
  void an_erased_pairing_under_a_position_that_is_no_grant_is_a_difference() throws IOException {
    Paired paired = paired("no-grant");
    world.erase(paired.bob());
    store(
        paired.run(),
        paired.whole(0),
        new PairingRecord.Erased(
            new Position(paired.leaves().get(1).grant().value() + 1),
            paired.erased(1).leafHash(HASHER)),
        paired.whole(2));

    assertThat(replayed(paired.question()).<List<String>>path("result.differences"))
        .anySatisfy(line -> assertThat(line).contains("erased pairing 1"));
  }

  @Test
  void an_erased_pairing_with_another_hash_gives_another_root() throws IOException {
    Paired paired = paired("hash");
    world.erase(paired.bob());
    store(
        paired.run(),
        paired.whole(0),
        new PairingRecord.Erased(paired.leaves().get(1).grant(), Hash.of(new byte[Hash.BYTES])),
        paired.whole(2));

    assertThat(replayed(paired.question()).<List<String>>path("result.differences"))
        .anySatisfy(line -> assertThat(line).contains("another result root"));
  }

  @Test
  void an_erased_pairing_at_another_place_gives_another_root() throws IOException {
    Paired paired = paired("place");
    world.erase(paired.bob());
    store(paired.run(), paired.erased(1), paired.whole(0), paired.whole(2));

    assertThat(replayed(paired.question()).<List<String>>path("result.differences"))
        .anySatisfy(line -> assertThat(line).contains("another result root"));
  }

  @Test
  void an_impact_counts_erased_people_and_leaves_them_out_of_the_accounts() throws IOException {
    Paired paired = paired("impact-erased");
    world.erase(paired.bob());
    store(paired.run(), paired.whole(0), paired.erased(1), paired.whole(2));

    Response replay = replayed("{\"kind\":\"impact\",\"advertiser\":\"" + paired.name() + "\"}");

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.subjects", equalTo(3))
        .body("result.pairings", equalTo(3))
        .body("result.erased", equalTo(1))
        .body("result.erasedSubjects", equalTo(1));
    assertThat(proved(replay).isVerified()).isTrue();
    assertThat(
            lines(
                auditor()
                    .header(Caller.REASON, AuditWorld.REASON)
                    .get("/v1/audit/replays/" + replay.path("replay") + "/accounts")))
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains(paired.ada().account()))
        .anySatisfy(line -> assertThat(line).contains(paired.cleo().account()))
        .noneSatisfy(line -> assertThat(line).contains(paired.bob().account()))
        .last()
        .isEqualTo("{\"erased\":1}");
  }

  @Test
  void the_bundle_of_a_replay_from_before_is_not_made_anew_and_asking_again_is_answered()
      throws IOException {
    Paired paired = paired("before");
    Response before = replayed(paired.question());
    assertThat(proved(before).isVerified()).isTrue();
    world.erase(paired.bob());

    auditor()
        .get("/v1/audit/replays/" + before.path("replay") + "/bundle")
        .then()
        .statusCode(410)
        .body("type", equalTo("https://consentledger.dev/problems/erased-since"));

    store(paired.run(), paired.whole(0), paired.erased(1), paired.whole(2));
    auditor().get("/v1/audit/replays/" + before.path("replay") + "/bundle").then().statusCode(410);
    assertThat(proved(replayed(paired.question())).isVerified()).isTrue();
  }

  @Test
  void an_erased_account_is_unknown_and_its_subject_has_what_the_ledger_holds() throws IOException {
    Person ada = world.person("account-erased", "service.notifications");
    world.permit(ada, "1");
    world.erase(ada);

    auditor()
        .contentType(ContentType.JSON)
        .body(
            "{\"kind\":\"account\",\"account\":\"%s\",\"reason\":\"%s\"}"
                .formatted(ada.account(), AuditWorld.REASON))
        .post("/v1/audit/replays")
        .then()
        .statusCode(404)
        .body("type", equalTo("https://consentledger.dev/problems/account-unknown"));

    Response replay = replayed("{\"kind\":\"account\",\"subject\":\"" + ada.subject() + "\"}");
    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.contactPoints[0].grants[0].state", equalTo("erased"));
    assertThat(replay.asString()).doesNotContain(ada.account());
    assertThat(proved(replay).isVerified()).isTrue();
  }

  private static Map<String, byte[]> bundle(Response replay) throws IOException {
    byte[] zip =
        auditor()
            .get("/v1/audit/replays/" + replay.path("replay") + "/bundle")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    var files = new TreeMap<String, byte[]>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private static String bytes(PairingRecord pairing) {
    return new String(pairing.bytes(), StandardCharsets.ISO_8859_1);
  }
}
