package dev.consentledger.consent.rights;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.consent.audit.AuditSettings;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the matching-service, at the address that replays ask too. */
@Singleton
final class MatchingMemberships implements Memberships {
  private static final int OK = 200;
  static final String PATH = "/internal/v1/memberships";

  private final AuditSettings.Matching matching;
  private final ReportSettings settings;
  private final Optional<Path> tokenFile;
  private final ObjectMapper json;
  private final HttpClient client;

  MatchingMemberships(
      AuditSettings audit, ReportSettings settings, ConsentSettings files, ObjectMapper json) {
    this.matching = audit.matching();
    this.settings = settings;
    this.tokenFile = files.tokenFile();
    this.json = json;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(matching.connectTimeout())
            .build();
  }

  /** One line of its answer; what the ledger says better is not read. */
  @RegisterForReflection // read by this class itself
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(String run, String audience, long grant, @Nullable String audienceName) {
    Membership toMembership() {
      return new Membership(
          RunId.parse(run),
          AudienceId.parse(audience),
          new Position(grant),
          Optional.ofNullable(audienceName));
    }
  }

  @RegisterForReflection // read by this class itself
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Found(List<Line> memberships) {}

  @Override
  public Uni<List<Membership>> of(SubjectId subject) {
    return Uni.createFrom()
        .item(() -> request(subject))
        // It reads the token's file.
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(request ->
            Uni.createFrom()
                .completionStage(() -> client.sendAsync(request, BodyHandlers.ofString())))
        .map(this::memberships)
        .onFailure(failure -> !(failure instanceof MatchingSilent))
        .transform(_ ->
            new MatchingSilent("the matching-service does not answer, or its answer broke off"));
  }

  private HttpRequest request(SubjectId subject) {
    URI address =
        matching
            .url()
            .orElseThrow(() -> new MatchingSilent("consentledger.audit.matching.url is not set"));
    Path file =
        tokenFile.orElseThrow(() -> new MatchingSilent(ConsentSettings.TOKEN_FILE + " is not set"));
    try {
      String body = json.writeValueAsString(Map.of("subject", subject.toString()));
      return HttpRequest.newBuilder(address.resolve(PATH))
          .timeout(settings.matchingLimit())
          .header("Authorization", "Bearer " + Files.readString(file).strip())
          .header("Content-Type", "application/json")
          .header("Accept", "application/json")
          .POST(BodyPublishers.ofString(body))
          .build();
    } catch (IOException _) {
      throw new MatchingSilent("the service's own token can't be read");
    }
  }

  private List<Membership> memberships(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      throw new MatchingSilent("the matching-service answered with " + answer.statusCode());
    }
    try {
      Found found = json.readValue(answer.body(), Found.class);
      if (found == null || found.memberships() == null) {
        throw new MatchingSilent("the matching-service's answer has no memberships");
      }
      return found.memberships().stream().map(Line::toMembership).toList();
    } catch (JsonProcessingException | IllegalArgumentException _) {
      throw new MatchingSilent("the matching-service's answer is none that was agreed");
    }
  }
}
