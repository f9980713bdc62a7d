package dev.consentledger.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.WitnessRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a small log over HTTP. */
class FollowTest {
  private static final SigningKey KEY =
      SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519);

  @TempDir Path folder;
  private TestLog log;
  private Path state;

  @BeforeEach
  void start() throws IOException {
    log = new TestLog(KEY);
    state = folder.resolve("state");
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void the_first_checkpoint_is_kept_as_it_was_signed() throws IOException {
    log.growTo(5, "a");

    CommandLineRun run = follow();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("first checkpoint kept: size 5");
    assertThat(Files.readAllBytes(state)).isEqualTo(log.files.get("/log/checkpoint"));
  }

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "1,2",
    "3,7",
    "4,5",
    "4,8",
    "255,256",
    "256,257",
    "200,300",
    "300,66000",
    "65536,65537",
  })
  void a_log_that_grew_is_consistent(int oldSize, int newSize) {
    log.growTo(oldSize, "a");
    follow();
    log.growTo(newSize, "a");

    CommandLineRun run = follow();

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).startsWith("grown by " + (newSize - oldSize) + ": size " + newSize);
    assertThat(kept().head().size()).isEqualTo(newSize);
  }

  @Test
  void an_unchanged_log_needs_no_tile() {
    log.growTo(300, "a");
    follow();
    log.asked.clear();

    CommandLineRun run = follow();

    assertThat(run.out()).startsWith("unchanged: size 300");
    assertThat(log.asked).containsExactly("/log/checkpoint");
  }

  @Test
  void a_full_tile_serves_where_the_partial_one_is_gone() {
    log.growTo(100, "a");
    follow();
    log.growTo(256, "a");
    byte[] full = log.files.get("/log/tile/0/000");
    log.rewriteFrom(200, 200, "a");
    log.files.keySet().removeIf(path -> path.contains(".p/"));
    log.files.put("/log/tile/0/000", full);

    assertThat(follow().exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"4,8,0", "4,8,3", "5,8,2", "256,300,255", "300,1000,7", "300,66000,299"})
  void a_fork_behind_a_longer_log_is_detected_and_kept_as_evidence(
      int oldSize, int newSize, int rewrittenFrom) throws IOException {
    log.growTo(oldSize, "a");
    follow();
    TreeHead before = kept().head();
    log.rewriteFrom(rewrittenFrom, newSize, "b");

    CommandLineRun run = follow();

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(3);
    assertThat(run.out()).startsWith("FORK: the log does not continue what it had signed");
    assertThat(kept().head()).isEqualTo(before);
    WitnessRequest evidence = evidence();
    Checkpoint now = Checkpoint.open(evidence.checkpoint(), KEY.verifier());
    assertThat(now.head().size()).isEqualTo(newSize);
    var proof = new ConsistencyProof(oldSize, newSize, evidence.path());
    assertThatThrownBy(() -> proof.verify(before, now.head())).hasMessageContaining("root");
  }

  @Test
  void two_roots_for_one_size_are_a_fork() throws IOException {
    log.growTo(10, "a");
    follow();
    log.rewriteFrom(4, 10, "b");

    CommandLineRun run = follow();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("two roots for one size");
    assertThat(Checkpoint.open(evidence().checkpoint(), KEY.verifier()).head())
        .isNotEqualTo(kept().head());
  }

  @Test
  void a_log_rolled_back_is_detected() {
    log.growTo(10, "a");
    follow();
    log.rewriteFrom(6, 6, "a");

    CommandLineRun run = follow();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("shorter than it was");
    assertThat(kept().head().size()).isEqualTo(10);
  }

  @Test
  void a_log_rolled_back_to_nothing_is_detected() {
    log.growTo(10, "a");
    follow();
    log.publish(new TreeHead(0, new TreeHasher().emptyRoot()));

    assertThat(follow().exitCode()).isEqualTo(3);
  }

  @Test
  void a_truncated_tile_is_damage_and_no_fork() {
    log.growTo(100, "a");
    follow();
    log.growTo(200, "a");
    log.files.computeIfPresent("/log/tile/0/000.p/200", (_, b) -> Arrays.copyOf(b, 199 * 32));

    assertDamaged("tile/0/000.p/200");
  }

  @Test
  void a_tile_of_other_hashes_is_damage_and_no_fork() {
    log.growTo(100, "a");
    follow();
    log.growTo(200, "a");
    log.files.get("/log/tile/0/000.p/200")[0] ^= 1;

    assertDamaged("the tiles do not lead to the checkpoint");
  }

  @Test
  void a_missing_tile_is_damage() {
    log.growTo(100, "a");
    follow();
    log.growTo(200, "a");
    log.files.remove("/log/tile/0/000.p/200");

    assertDamaged("the log does not serve it");
  }

  @Test
  void a_tile_larger_than_any_is_damage() {
    log.growTo(100, "a");
    follow();
    log.growTo(200, "a");
    log.files.put("/log/tile/0/000.p/200", new byte[100_000]);

    assertDamaged("larger than it may be");
  }

  @Test
  void a_checkpoint_signed_by_another_key_is_refused() throws IOException {
    SigningKey other = SigningKey.generate(KEY.verifier().name(), KeyType.ED25519);
    try (var forged = new TestLog(other)) {
      forged.growTo(5, "a");

      CommandLineRun run =
          CommandLineRun.of(
              "follow", forged.url(), "--key", KEY.verifier().text(), "--state", state, "--once");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("not signed by");
      assertThat(state).doesNotExist();
    }
  }

  @Test
  void an_auditor_moves_its_trust_while_the_log_signs_with_both_keys() throws IOException {
    SigningKey next = SigningKey.generate(KEY.verifier().name(), KeyType.ED25519);
    log.growTo(5, "a");
    follow();

    log.signAlsoWith(next).growTo(7, "a");
    assertThat(follow().out()).startsWith("grown by 2");
    CommandLineRun moved =
        CommandLineRun.of(
            "follow", log.url(), "--key", next.verifier().text(), "--state", state, "--once");
    Path keys =
        Files.writeString(
            folder.resolve("log.vkeys"),
            KEY.verifier().text() + "\n" + next.verifier().text() + "\n");
    CommandLineRun either =
        CommandLineRun.of("follow", log.url(), "--key", keys, "--state", state, "--once");

    assertThat(moved.out()).startsWith("unchanged");
    assertThat(either.out()).startsWith("unchanged");
  }

  @Test
  void keys_of_two_logs_are_a_fault_of_usage() {
    SigningKey other = SigningKey.generate("consentledger.dev/cell-2", KeyType.ED25519);
    log.growTo(5, "a");

    CommandLineRun run =
        CommandLineRun.of(
            "follow",
            log.url(),
            "--key",
            KEY.verifier().text(),
            "--key",
            other.verifier().text(),
            "--state",
            state,
            "--once");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("keys of one log");
  }

  @Test
  void a_checkpoint_that_is_no_note_is_refused() {
    log.files.put("/log/checkpoint", "<html>".getBytes(StandardCharsets.UTF_8));

    assertThat(follow().exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 500, 503})
  void a_log_that_answers_otherwise_is_unreachable(int status) {
    log.growTo(5, "a");
    log.status = status;

    CommandLineRun run = follow();

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(state).doesNotExist();
  }

  @Test
  void a_log_that_is_not_there_is_unreachable() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    CommandLineRun run =
        CommandLineRun.of(
            "follow",
            "http://127.0.0.1:" + free + "/log",
            "--key",
            KEY.verifier().text(),
            "--state",
            state,
            "--once");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("can't be reached");
  }

  @Test
  void the_token_goes_along_and_the_key_may_come_from_a_file() throws IOException {
    log.growTo(5, "a");
    Path token = Files.writeString(folder.resolve("token"), "secret-token\n");
    Path key = Files.writeString(folder.resolve("log.vkey"), KEY.verifier().text() + "\n");

    CommandLineRun run =
        CommandLineRun.of(
            "follow",
            log.url() + "/",
            "--key",
            key,
            "--state",
            state,
            "--once",
            "--token-file",
            token);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(log.tokens).containsExactly("Bearer secret-token");
    assertThat(run.out() + run.err()).doesNotContain("secret-token");
  }

  @Test
  void a_state_that_is_no_checkpoint_is_a_fault_of_usage() throws IOException {
    log.growTo(5, "a");
    Files.writeString(state, "rubbish");

    assertThat(follow().exitCode()).isEqualTo(2);
    assertThat(Files.readString(state)).isEqualTo("rubbish");
  }

  @Test
  void scripts_get_json() {
    log.growTo(5, "a");
    follow();
    log.growTo(9, "a");

    CommandLineRun run =
        CommandLineRun.of(
            "follow",
            log.url(),
            "--key",
            KEY.verifier().text(),
            "--state",
            state,
            "--once",
            "--json");

    var json = JsonReader.object(run.out());
    assertThat(json.string("outcome")).isEqualTo("consistent");
    assertThat(json.number("size")).isEqualTo(9);
    assertThat(json.number("grownBy")).isEqualTo(4);
  }

  @Test
  void without_once_it_looks_on_until_the_log_forks() throws Exception {
    log.growTo(5, "a");
    var runs = new FutureTask<>(this::followOn);
    Thread thread = Thread.ofPlatform().daemon().start(runs);
    while (Files.notExists(state)) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    log.rewriteFrom(2, 5, "b");

    assertThat(runs.get(60, TimeUnit.SECONDS).exitCode()).isEqualTo(3);
  }

  private CommandLineRun followOn() {
    return CommandLineRun.of(
        "follow", log.url(), "--key", KEY.verifier().text(), "--state", state, "--interval", "1");
  }

  private CommandLineRun follow() {
    return CommandLineRun.of(
        "follow", log.url(), "--key", KEY.verifier().text(), "--state", state, "--once");
  }

  private void assertDamaged(String says) {
    CommandLineRun run = follow();

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.err()).contains(says);
    assertThat(kept().head().size()).isEqualTo(100);
    assertThat(folder.resolve("state.forked")).doesNotExist();
  }

  private Checkpoint kept() {
    try {
      return Checkpoint.open(SignedNote.parse(Files.readAllBytes(state)), KEY.verifier());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private WitnessRequest evidence() throws IOException {
    return WitnessRequest.parse(Files.readString(folder.resolve("state.forked")));
  }
}
