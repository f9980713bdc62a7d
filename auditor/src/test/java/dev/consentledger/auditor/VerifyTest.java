package dev.consentledger.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.evidence.Check;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a bundle that was stored when the format was made; kernel tests every kind of damage. */
class VerifyTest {
  private static final Path BUNDLE = resource("impact.v1.zip");
  private static final Path KEY = resource("impact.v1.vkey");
  private static final SigningKey STRANGER =
      SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519);

  @TempDir Path folder;

  @Test
  void a_good_bundle_is_verified_and_its_numbers_are_shown() {
    CommandLineRun run = CommandLineRun.of("verify", BUNDLE, "--key", KEY);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).contains("\nVERIFIED\n", "subjects: 1\n", "pairings: 2\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void the_key_may_stand_on_the_command_line() throws IOException {
    String vkey = Files.readString(KEY).strip();

    assertThat(CommandLineRun.of("verify", BUNDLE, "--key", vkey).exitCode()).isZero();
  }

  @Test
  void scripts_get_each_check_and_the_finding() {
    CommandLineRun run = CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--json");

    JsonObject json = JsonReader.object(run.out());
    assertThat(json.fields()).containsEntry("verified", true).containsEntry("limited", false);
    assertThat(json.objects("checks")).hasSize(15);
    assertThat(json.object("finding").object("result").number("subjects")).isEqualTo(1);
  }

  @Test
  void another_key_refuses_the_bundle_and_shows_no_finding() {
    CommandLineRun run = CommandLineRun.of("verify", BUNDLE, "--key", STRANGER.verifier().text());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED: ").doesNotContain("subjects");
  }

  @Test
  void a_changed_byte_is_refused_wherever_it_is() throws IOException {
    byte[] whole = Files.readAllBytes(BUNDLE);
    for (int at = 0; at < whole.length; at += 211) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Path file = Files.write(folder.resolve("damaged.zip"), damaged);

      CommandLineRun run = CommandLineRun.of("verify", file, "--key", KEY);

      // A zip's headers hold bytes that say nothing of its content, such as times.
      if (run.exitCode() == 0) {
        assertThat(run.out()).contains("\nVERIFIED\n", "subjects: 1\n");
      } else {
        assertThat(run.exitCode()).as("byte " + at + run).isEqualTo(1);
        assertThat(run.out()).contains("REFUSED: ");
      }
    }
  }

  @Test
  void a_file_that_is_no_bundle_is_refused_by_name_in_json_too() throws IOException {
    Path file = Files.writeString(folder.resolve("text.zip"), "no zip");

    CommandLineRun run = CommandLineRun.of("verify", file, "--key", KEY, "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    JsonObject check = JsonReader.object(run.out()).objects("checks").getFirst();
    assertThat(check.string("where")).isEqualTo("the zip");
  }

  @Test
  void an_unusable_command_line_is_told_from_a_damaged_bundle() throws IOException {
    Path rubbish = Files.writeString(folder.resolve("rubbish"), "rubbish");

    assertThat(CommandLineRun.of("verify", BUNDLE).exitCode()).isEqualTo(2);
    assertThat(CommandLineRun.of("verify", BUNDLE, "--key", "no key").exitCode()).isEqualTo(2);
    assertThat(CommandLineRun.of("verify", folder.resolve("none.zip"), "--key", KEY).exitCode())
        .isEqualTo(2);
    assertThat(CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--earlier", rubbish).exitCode())
        .isEqualTo(2);
    assertThat(
            CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--match-secret-file", rubbish)
                .exitCode())
        .isEqualTo(2);
    assertThat(CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--witness", KEY).exitCode())
        .isEqualTo(2);
  }

  @Test
  void a_witness_that_has_not_cosigned_refuses_the_bundle() {
    String witness =
        SigningKey.generate("witness.example", KeyType.COSIGNATURE_V1).verifier().text();

    CommandLineRun run = CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--witness", witness);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("witness.example has not cosigned");
  }

  @Test
  void the_match_secret_proves_the_keys() throws IOException {
    Path secrets = Files.writeString(folder.resolve("secrets"), "1 " + "00".repeat(32) + "\n");

    CommandLineRun run =
        CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--match-secret-file", secrets);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsPattern("ok +match-keys");
  }

  @Test
  void strict_refuses_what_is_proved_only_in_part() throws IOException {
    Path secrets = Files.writeString(folder.resolve("secrets"), "2 " + "00".repeat(32) + "\n");
    Object[] limited = {"verify", BUNDLE, "--key", KEY, "--match-secret-file", secrets};
    Object[] strict = {"verify", BUNDLE, "--key", KEY, "--match-secret-file", secrets, "--strict"};

    assertThat(CommandLineRun.of(limited).out()).contains("VERIFIED, within limits");
    assertThat(CommandLineRun.of(strict).exitCode()).isEqualTo(1);
  }

  @Test
  void the_state_of_follow_serves_as_an_earlier_checkpoint() throws IOException {
    try (var log = new TestLog(STRANGER)) {
      log.growTo(3, "a");
      Path earlier = folder.resolve("state");
      Files.write(earlier, log.files.get("/log/checkpoint"));

      CommandLineRun run = CommandLineRun.of("verify", BUNDLE, "--key", KEY, "--earlier", earlier);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("the earlier checkpoint: the note is not signed by");
    }
  }

  @Test
  void show_says_what_a_bundle_says_and_that_nothing_was_checked() {
    CommandLineRun run = CommandLineRun.of("show", BUNDLE);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("impact", "subjects: 1\n", "nothing of this was checked");
    JsonObject json = JsonReader.object(CommandLineRun.of("show", BUNDLE, "--json").out());
    assertThat(json.object("manifest").string("kind")).isEqualTo("impact");
    assertThat(json.fields()).containsEntry("verified", false);
  }

  @Test
  void show_refuses_what_is_no_bundle() throws IOException {
    Path file = Files.writeString(folder.resolve("text.zip"), "no zip");

    assertThat(CommandLineRun.of("show", file).exitCode()).isEqualTo(1);
    assertThat(CommandLineRun.of("show", folder.resolve("none.zip")).exitCode()).isEqualTo(2);
  }

  @Test
  void strangers_text_does_not_move_the_cursor() {
    assertThat(Plain.text("a\u001b[2Jb\u202ec\n")).isEqualTo("a?[2Jb?c?");
  }

  @Test
  void a_progress_bar_leaves_nothing_behind() {
    var err = new StringWriter();
    try (var bar = new ProgressBar(new PrintWriter(err))) {
      bar.at(Check.Name.FILES, 1, 2);
      bar.at(Check.Name.FILES, 1, 2);
    }

    assertThat(err.toString())
        .isEqualTo("\r\033[K[####################....................] 50 % files\r\033[K");
  }

  @Test
  void help_documents_the_exit_codes() {
    CommandLineRun run = CommandLineRun.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Exit codes:", "the log has two histories");
  }

  private static Path resource(String name) {
    try {
      return Path.of(VerifyTest.class.getResource("/bundles/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
