package dev.consentledger.auditor;

import dev.consentledger.kernel.evidence.BundleFile;
import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.EvidenceException;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auditor show}: what a bundle says, unchecked. */
@Command(
    name = "show",
    description = "Shows what a bundle says. Checks nothing: \"verify\" does.",
    mixinStandardHelpOptions = true)
final class Show implements Callable<Integer> {
  @Parameters(paramLabel = "<bundle.zip>", description = "the bundle")
  private Path file = Path.of("");

  @Option(names = "--json", description = "answer in JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (EvidenceBundle bundle = EvidenceBundle.open(file)) {
      JsonObject finding = JsonReader.object(bundle.bytes(BundleFile.FINDING));
      if (json) {
        out.println(
            JsonWriter.text(
                JsonObject.builder()
                    .put("verified", false)
                    .put("manifest", bundle.manifest().json())
                    .put("finding", finding)
                    .build()));
      } else {
        out.println(Plain.text(Summary.title(file, bundle.manifest())));
        out.println("files: " + bundle.manifest().files().size());
        Summary.finding(out, finding);
        out.println("(nothing of this was checked: see \"auditor verify\")");
      }
      return ExitCode.VERIFIED;
    } catch (EvidenceException e) {
      throw Trouble.damaged(e.where() + ": " + e.says());
    } catch (JsonException e) {
      throw Trouble.damaged(BundleFile.FINDING + ": is not readable: " + e.getMessage());
    } catch (IOException e) {
      throw Trouble.usage("the bundle can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
