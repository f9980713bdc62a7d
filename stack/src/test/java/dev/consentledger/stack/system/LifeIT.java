package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import dev.consentledger.stack.StackBuilder;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole life: an address and a number are given, one of them may be matched, it is found in three
 * lists, the person asks what is held and gets receipts, the notice is declared invalid, and the
 * person is erased. Then nothing that the system stores names them, and all of it still verifies.
 */
class LifeIT {
  private static final Path FOLDER = Path.of("target/system/life");
  private static final String ACCOUNT = "account-of-a-whole-life-5d1e";
  private static final String EMAIL = "whole.life@example.com";
  private static final String PHONE = "+1 202 555 0187";
  private static final String NOTICE = "ads-of-a-life";
  private static final String PATH = "/v1/accounts/" + ACCOUNT;

  @TempDir Path outside;

  @Test
  void after_a_whole_life_and_an_erasure_nothing_names_the_person_and_all_is_proved()
      throws Exception {
    try (var traces = new TraceCollector();
        Stack stack = start(traces)) {
      World world = new World(stack);
      Needles needles = needles();

      List<String> runs = live(world);
      needles.key(dataKey(stack)).key(wrappedKey(stack)).inHexToo();
      readReport(world, runs);
      receipts(world);
      List<JsonPath> before = asked(world, runs);
      for (JsonPath replay : before) {
        assertThat(Replays.verified(world, outside, replay).failure()).isEmpty();
      }
      invalidate(world);
      assertIsFound(stack, needles);

      world.as(Role.WRITER).delete(PATH).then().statusCode(200);

      assertIsUnknown(world, runs);
      awaitTheEnd(stack, needles);
      assertNamesNobody(stack, traces, needles);
      for (JsonPath replay : asked(world, runs)) {
        assertThat(replay.getList("result.differences")).as(replay.prettify()).isNullOrEmpty();
        verifiesOffline(world, replay);
      }
    }
  }

  private static Stack start(TraceCollector traces) {
    StackBuilder builder = Stack.builder(Repository.root(), FOLDER).fresh(true);
    for (ServiceName service : ServiceName.values()) {
      builder
          .setting(service, "consentledger.tracing.endpoint", traces.endpoint())
          .setting(service, "consentledger.tracing.share", "1")
          .setting(service, "quarkus.otel.exporter.otlp.protocol", "http/protobuf")
          .setting(service, "quarkus.otel.bsp.schedule.delay", "100ms");
    }
    return builder
        .setting(ServiceName.MATCHING, "consentledger.lists.retention", "1s")
        .setting(ServiceName.MATCHING, "consentledger.lists.retention-interval", "500ms")
        .start();
  }

  private static Needles needles() throws IOException {
    return new Needles(
            MatchSecretFile.read(
                    FOLDER.resolve("secrets/match-secret"), "consentledger.match-secret-file")
                .newest())
        .text(ACCOUNT)
        .email(EMAIL)
        .phone(PHONE);
  }

  /** Three lists, each with the person's address and number in it; the runs. */
  private static List<String> live(World world) {
    world.registerNotice("list-matching", "1");
    world.registerNotice(NOTICE, "1");
    world.register(ACCOUNT, "phone", "phone", PHONE, "security.two_factor");
    world.register(ACCOUNT, "email", "email", EMAIL, "service.notifications");
    grant(world, "advertising.list_matching").then().statusCode(200);
    grant(world, "advertising.personalisation").then().statusCode(200);
    world
        .as(Role.WRITER)
        .delete(PATH + "/contact-points/email/grants/advertising.personalisation")
        .then()
        .statusCode(200);
    world.permittedEmail("somebody-else", "somebody.else@example.com");
    List<String> runs = new ArrayList<>();
    for (String name : List.of("spring", "summer", "autumn")) {
      String audience = world.createAudience(name);
      String run =
          world.upload(
              audience, "Email,Phone\n" + EMAIL + "," + PHONE + "\nsomebody.else@example.com,\n");
      world.awaitReady(audience, run);
      assertThat(world.members(audience)).containsExactlyInAnyOrder(ACCOUNT, "somebody-else");
      runs.add(run);
    }
    return runs;
  }

  private static io.restassured.response.Response grant(World world, String purpose) {
    return world
        .as(Role.WRITER)
        .contentType("application/json")
        .body(
            "{\"notice\":%s,\"context\":\"settings.ads\",\"method\":\"toggle\",\"legalBasis\":\"6(1)(a)\"}"
                .formatted(Bodies.notice(NOTICE, "1")))
        .put(PATH + "/contact-points/email/grants/" + purpose);
  }

  private static void readReport(World world, List<String> runs) {
    JsonPath report = report(world);
    assertThat(report.getList("contactPoints.kind")).containsExactly("phone", "email");
    assertThat(report.getList("grants.state")).containsExactly("active", "withdrawn");
    assertThat(report.getList("audiences.run")).isEqualTo(runs);
    assertThat(report.getList("audiences.name")).containsExactly("spring", "summer", "autumn");
    assertThat(report.getList("audiences.to")).containsOnlyNulls();
    assertThat(report.getList("audiences.contactPoint")).containsOnly("email");
    assertThat(world.as(Role.READER).accept("text/html").get(PATH + "/report").asString())
        .contains("Still a member", "Signing in with a second step")
        .doesNotContain(EMAIL, PHONE);
  }

  private static JsonPath report(World world) {
    return world.as(Role.READER).get(PATH + "/report").then().statusCode(200).extract().jsonPath();
  }

  /** Each is checked with what is served to anybody, and with the log's key. */
  private static void receipts(World world) throws GeneralSecurityException {
    JsonPath keys = world.asNobody().get("/v1/receipt-keys").jsonPath();
    VerifierKey log = key(world);
    List<Integer> positions =
        world.as(Role.READER).get(PATH + "/receipts").jsonPath().getList("receipts.position");
    assertThat(positions).hasSize(3);
    for (int position : positions) {
      JsonPath receipt =
          world
              .as(Role.READER)
              .get(PATH + "/receipts/" + position)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      String jwt = receipt.getString("kantara");
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new X509EncodedKeySpec(
                      HexFormat.of()
                          .parseHex(
                              "302a300506032b6570032100"
                                  + HexFormat.of()
                                      .formatHex(
                                          Base64.getUrlDecoder()
                                              .decode(keys.getString("keys[-1].x")))))));
      signature.update(jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
      assertThat(
              signature.verify(
                  Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1))))
          .isTrue();
      TlogProof.parse(receipt.getString("proof"))
          .verify(receipt.getString("entry").getBytes(StandardCharsets.UTF_8), log);
    }
  }

  private static VerifierKey key(World world) {
    return VerifierKey.parse(world.as(Role.AUDITOR).get("/log/vkey").asString().strip());
  }

  /** What an auditor asks of all this: the ledger, and each run. */
  private static List<JsonPath> asked(World world, List<String> runs) {
    List<JsonPath> replays = new ArrayList<>();
    replays.add(Replays.replay(world, "{\"kind\":\"ledger\"}"));
    for (String run : runs) {
      replays.add(Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}"));
    }
    replays.add(Replays.replay(world, "{\"kind\":\"impact\",\"positionFrom\":0}"));
    return replays;
  }

  private static void invalidate(World world) {
    world
        .as(Role.AUDITOR)
        .contentType("application/json")
        .body("{\"reason\":\"It did not say what the address was for\"}")
        .post("/v1/notices/" + NOTICE + "/versions/1:invalidate")
        .then()
        .statusCode(202);
    JsonPath report = report(world);
    assertThat(report.getList("grants.state")).containsExactly("notice_invalid", "withdrawn");
    assertThat(report.getList("audiences.endedBy")).containsOnly("notice_invalidated");
  }

  /** The search itself finds the person while they are there. */
  private static void assertIsFound(Stack stack, Needles needles) {
    EveryByte.vacuum(stack);
    assertThat(inPostgresFiles(needles)).contains(ACCOUNT);
    assertThat(needles.in(String.join("\n", files(FOLDER.resolve("kafka")).values())))
        .contains(ACCOUNT);
    assertThat(needles.in(EveryByte.tables(stack, "consent").get("consent.subject")))
        .contains(ACCOUNT);
    assertThat(needles.in(EveryByte.tables(stack, "matching").get("matching.account")))
        .contains(ACCOUNT);
    assertThat(needles.in(EveryByte.tables(stack, "matching").get("matching.pairing_block")))
        .isNotEmpty();
    assertThat(needles.in(EveryByte.topic(stack))).contains(ACCOUNT);
  }

  private static void assertIsUnknown(World world, List<String> runs) {
    for (String path : List.of("/report", "/receipts", "/history", "/consents")) {
      assertThat(world.as(Role.READER).get(PATH + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(runs).hasSize(3);
  }

  private static void awaitTheEnd(Stack stack, Needles needles) {
    EveryByte.compactSoon(stack);
    Eventually.see(
        "pairings and lists without the person",
        () -> String.join("\n", EveryByte.tables(stack, "matching").values()),
        text -> needles.in(text).isEmpty());
    Eventually.see(
        "a compacted topic", () -> EveryByte.topic(stack), text -> needles.in(text).isEmpty());
    Eventually.see(
        "the broker's files",
        () -> needles.in(String.join("\n", files(FOLDER.resolve("kafka")).values())),
        Set::isEmpty);
    Eventually.see(
        "vacuumed databases",
        () -> {
          EveryByte.vacuum(stack);
          return inPostgresFiles(needles);
        },
        Set::isEmpty);
  }

  private void assertNamesNobody(Stack stack, TraceCollector traces, Needles needles)
      throws IOException {
    Path backup = outside.resolve("backup");
    Commands.run(
            "bin/backup",
            backup,
            "--consent",
            stack.settingsFile(ServiceName.CONSENT),
            "--matching",
            stack.settingsFile(ServiceName.MATCHING))
        .wasDone();
    Map<String, String> stored = new LinkedHashMap<>();
    stored.putAll(EveryByte.tables(stack, "consent"));
    stored.putAll(EveryByte.tables(stack, "matching"));
    stored.put("topic", EveryByte.topic(stack));
    stored.putAll(EveryByte.files(backup));
    Path folder = FOLDER.toAbsolutePath().normalize();
    // The databases' files were searched after their vacuum.
    stored.putAll(EveryByte.files(folder, folder.resolve("postgres")));
    for (Path left : replaysFiles()) {
      stored.putAll(EveryByte.files(left));
    }
    stored.put("traces", traces.text());
    for (ServiceName service : ServiceName.values()) {
      String url = stack.service(service).managementUrl();
      stored.put("metrics of " + service, RestAssured.get(url + "/q/metrics").asString());
      stored.put("health of " + service, RestAssured.get(url + "/q/health").asString());
    }
    assertThat(stored).hasSizeGreaterThan(50);
    assertThat(stored.get("consent.ledger_entry")).isNotBlank();
    stored.forEach((where, text) -> assertThat(needles.in(text)).as("found in " + where).isEmpty());
  }

  /**
   * What the databases' own files name of the person, after vacuum, as text and in hex. The
   * write-ahead log, whose segments are overwritten in turn, is not among them: docs/privacy.md
   * says how long it keeps what.
   */
  private static Set<String> inPostgresFiles(Needles needles) {
    Set<String> found = new TreeSet<>();
    Path postgres = FOLDER.resolve("postgres");
    files(postgres, postgres.resolve("pg_wal"))
        .values()
        .forEach(text -> {
          found.addAll(needles.in(text));
          found.addAll(
              needles.in(HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1))));
        });
    return found;
  }

  private static Map<String, String> files(Path folder, Path... but) {
    try {
      return EveryByte.files(folder, but);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What replays and bundles leave in the folder for temporary files, of any process. */
  private static List<Path> replaysFiles() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(Files::isDirectory)
          .filter(each -> each.getFileName().toString().matches("consentledger-[a-z]+-[0-9]+-.*"))
          .toList();
    }
  }

  private void verifiesOffline(World world, JsonPath replay) throws IOException {
    byte[] zip =
        world
            .as(Role.AUDITOR)
            .get(Replays.PATH + "/" + replay.getString("replay") + "/bundle")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    Path file = Files.write(outside.resolve("after-" + replay.getString("replay") + ".zip"), zip);
    Commands.run(
            "auditor/bin/auditor",
            "verify",
            file,
            "--key",
            world.as(Role.AUDITOR).get("/log/vkey").asString().strip())
        .wasDone();
  }

  private static byte[] wrappedKey(Stack stack) throws SQLException {
    return ofSubject(stack).wrapped();
  }

  @SuppressWarnings("ArrayRecordComponent") // read once and never compared
  private record Row(UUID subject, int version, byte[] wrapped) {}

  private static Row ofSubject(Stack stack) throws SQLException {
    try (Connection connection = stack.superuser("consent");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT subject, key_version, wrapped_key FROM subject WHERE account = '"
                    + ACCOUNT
                    + "'")) {
      assertThat(rows.next()).isTrue();
      return new Row(rows.getObject(1, UUID.class), rows.getInt(2), rows.getBytes(3));
    }
  }

  /** The person's data key in the clear, as no system ever stores it. */
  private static byte[] dataKey(Stack stack)
      throws SQLException, IOException, GeneralSecurityException {
    Row row = ofSubject(stack);
    String hex =
        Files.readString(stack.secrets().resolve("key-encryption-key")).strip().split(" ", -1)[1];
    byte[] purpose = "consentledger.dev/data-key/v1\0".getBytes(StandardCharsets.US_ASCII);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(HexFormat.of().parseHex(hex), "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(row.wrapped(), 12)));
    cipher.updateAAD(
        ByteBuffer.allocate(purpose.length + 20)
            .put(purpose)
            .putLong(row.subject().getMostSignificantBits())
            .putLong(row.subject().getLeastSignificantBits())
            .putInt(row.version())
            .array());
    return cipher.doFinal(row.wrapped(), 12, row.wrapped().length - 12);
  }
}
