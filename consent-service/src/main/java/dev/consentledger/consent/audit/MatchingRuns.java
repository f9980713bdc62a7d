package dev.consentledger.consent.audit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.telemetry.SettingsFile;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the matching-service keeps of a run, fetched into a file. Nothing of it is believed: its
 * digest and its root must be those that the ledger records. Blocks: for a replay's own thread.
 */
@Singleton
final class MatchingRuns {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final AuditSettings.Matching settings;
  private final Optional<Path> tokenFile;
  private final HttpClient client;

  MatchingRuns(AuditSettings settings, ConsentSettings files) {
    this.settings = settings.matching();
    this.tokenFile = files.tokenFile();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.matching().connectTimeout())
            .build();
  }

  void check(@Observes StartupEvent event) {
    SettingsFile.requireReadable(tokenFile, ConsentSettings.TOKEN_FILE);
  }

  /** Fetches the run's list; false where it is gone. */
  boolean list(RunId run, Path into) {
    return fetch(run, "list", into);
  }

  /** Fetches the run's pairings; false where they are gone. */
  boolean pairings(RunId run, Path into) {
    return fetch(run, "pairings", into);
  }

  /**
   * Asks whether the invalidation of a notice's version has arrived. Empty where the
   * matching-service does not say, for whatever reason: this is progress, and no evidence.
   */
  Uni<Optional<JsonObject>> notice(NoticeVersion version) {
    return Uni.createFrom()
        .completionStage(() -> {
          try {
            URI matching =
                settings
                    .url()
                    .orElseThrow(() -> unavailable("consentledger.audit.matching.url is not set"));
            HttpRequest request =
                HttpRequest.newBuilder(
                        matching.resolve(
                            "/internal/v1/notices/"
                                + version.id()
                                + "/versions/"
                                + version.version()))
                    .timeout(settings.answerTimeout())
                    .header("Authorization", "Bearer " + token())
                    .build();
            return client.sendAsync(request, BodyHandlers.ofByteArray());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .map(answer ->
            answer.statusCode() == OK
                ? Optional.of(JsonReader.object(answer.body()))
                : Optional.<JsonObject>empty())
        .onFailure()
        .recoverWithItem(Optional.empty());
  }

  private boolean fetch(RunId run, String what, Path into) {
    URI matching =
        settings
            .url()
            .orElseThrow(() -> unavailable("consentledger.audit.matching.url is not set"));
    try {
      HttpRequest request =
          HttpRequest.newBuilder(matching.resolve("/internal/v1/runs/" + run + "/" + what))
              .timeout(settings.readTimeout())
              .header("Authorization", "Bearer " + token())
              .build();
      HttpResponse<Path> answer =
          client.send(request, BodyHandlers.ofFile(into, CREATE, WRITE, TRUNCATE_EXISTING));
      return switch (answer.statusCode()) {
        case OK -> true;
        case NOT_FOUND -> {
          Files.deleteIfExists(into);
          yield false;
        }
        default -> throw unavailable("the matching-service answered with " + answer.statusCode());
      };
    } catch (IOException _) {
      throw unavailable("the matching-service does not answer, or its answer broke off");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Watch.Stopped();
    }
  }

  /** Read again at each use, so that the file can be renewed. */
  private String token() throws IOException {
    Path file =
        tokenFile.orElseThrow(() -> unavailable(ConsentSettings.TOKEN_FILE + " is not set"));
    return Files.readString(file).strip();
  }

  private static ReplayFailed unavailable(String why) {
    return new ReplayFailed(Why.MATCHING_UNAVAILABLE, why);
  }
}
