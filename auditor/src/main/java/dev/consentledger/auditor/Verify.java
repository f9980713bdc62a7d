package dev.consentledger.auditor;

import dev.consentledger.kernel.evidence.BundleFile;
import dev.consentledger.kernel.evidence.Check;
import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.EvidenceException;
import dev.consentledger.kernel.evidence.Progress;
import dev.consentledger.kernel.evidence.Trust;
import dev.consentledger.kernel.evidence.Verification;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auditor verify}: checks a bundle without a network. */
@Command(
    name = "verify",
    description =
        "Checks every file, signature, proof and revision of a bundle, and computes its finding"
            + " again. Needs no network.",
    mixinStandardHelpOptions = true)
final class Verify implements Callable<Integer> {
  @Parameters(paramLabel = "<bundle.zip>", description = "the bundle")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "<vkey>",
      description =
          "the log's public key, or a file with it; have it from elsewhere. May be repeated: a"
              + " log that changes its key has several, and any of them counts")
  private List<String> keys = List.of();

  @Option(
      names = "--witness",
      paramLabel = "<vkey>",
      description = "a witness that must have cosigned the checkpoint; may be repeated")
  private List<String> witnesses = List.of();

  @Option(
      names = "--earlier",
      paramLabel = "<file>",
      description = "a checkpoint seen before, such as the state of \"follow\"")
  private @Nullable Path earlier;

  @Option(
      names = "--match-secret-file",
      paramLabel = "<file>",
      description = "the match secrets, to check paired keys against opened digests")
  private @Nullable Path matchSecret;

  @Option(names = "--strict", description = "refuse a bundle of which a part is not proved")
  private boolean strict;

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Trust trust = trust();
    PrintWriter out = spec.commandLine().getOut();
    try (EvidenceBundle bundle = EvidenceBundle.open(file)) {
      Verification verification = verification(bundle, trust);
      boolean holds = verification.isVerified() && !(strict && verification.isLimited());
      JsonObject finding =
          holds
              ? JsonReader.object(bundle.bytes(BundleFile.FINDING))
              : JsonObject.builder().build();
      answer(out, verification, holds, finding);
      return holds ? ExitCode.VERIFIED : ExitCode.REFUSED;
    } catch (EvidenceException e) {
      refuseUnopened(out, e);
      return ExitCode.REFUSED;
    } catch (IOException e) {
      throw Trouble.usage("the bundle can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Trust trust() {
    List<VerifierKey> log = Keys.ofLog(keys, "--key");
    List<VerifierKey> wanted =
        witnesses.stream()
            .map(text -> Keys.read(text, "--witness", KeyType.COSIGNATURE_V1))
            .toList();
    return new Trust(
        log,
        wanted,
        Optional.ofNullable(earlier).map(path -> StateFile.note(path, "--earlier")),
        Optional.ofNullable(matchSecret).map(Verify::secrets));
  }

  private static MatchSecrets secrets(Path path) {
    try {
      return MatchSecretFile.read(path, "--match-secret-file");
    } catch (IllegalArgumentException e) {
      throw Trouble.usage(String.valueOf(e.getMessage()));
    }
  }

  private Verification verification(EvidenceBundle bundle, Trust trust) throws IOException {
    if (!ProgressBar.isWatched()) {
      return Verification.of(bundle, trust, Progress.NONE);
    }
    try (var bar = new ProgressBar(spec.commandLine().getErr())) {
      return Verification.of(bundle, trust, bar);
    }
  }

  private void answer(
      PrintWriter out, Verification verification, boolean holds, JsonObject finding) {
    if (json) {
      var answer = JsonObject.builder();
      verification.json().fields().forEach(answer::put);
      out.println(
          JsonWriter.text(
              answer.put("verified", holds).put("finding", holds ? finding : null).build()));
      return;
    }
    out.println(Plain.text(Summary.title(file, verification.manifest())));
    for (Check check : verification.checks()) {
      out.println(Plain.text(Summary.line(check)));
    }
    out.println();
    if (holds) {
      out.println(verification.isLimited() ? "VERIFIED, within limits" : "VERIFIED");
      Summary.finding(out, finding);
    } else {
      out.println(
          verification
              .failure()
              .map(failure -> Plain.text("REFUSED: " + Summary.defect(failure)))
              .orElse("REFUSED: a part is not proved"));
    }
  }

  private void refuseUnopened(PrintWriter out, EvidenceException e) {
    var failure = new Check(Check.Name.FILES, Check.Outcome.FAILED, e.where(), e.says());
    if (json) {
      out.println(
          JsonWriter.text(
              JsonObject.builder()
                  .put("verified", false)
                  .put("checks", List.of(failure.json()))
                  .build()));
    } else {
      out.println(Plain.text(Summary.line(failure)));
      out.println();
      out.println(Plain.text("REFUSED: " + Summary.defect(failure)));
    }
  }
}
