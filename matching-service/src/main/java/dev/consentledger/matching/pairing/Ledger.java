package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.pairing.ConsentClient.At;
import dev.consentledger.matching.pairing.ConsentClient.Created;
import dev.consentledger.matching.pairing.ConsentClient.Matched;
import dev.consentledger.matching.settings.MatchingSettings;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * The ledger as this service sees it. Each call fails with {@link LedgerUnavailable} or {@link
 * LedgerRefused}, and never hangs.
 */
@ApplicationScoped
public class Ledger {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

  /** 401 and 403 heal when the token's file is renewed, 408, 425 and 429 by waiting. */
  private static final Set<Integer> PASSING_REFUSALS = Set.of(401, 403, 408, 425, 429);

  private final ConsentClient consent;
  private final Path tokenFile;

  Ledger(@RestClient ConsentClient consent, MatchingSettings files) {
    this.consent = consent;
    this.tokenFile = files.tokenFile();
  }

  /** The last position at the time of asking, or later: a linearizable read. */
  public Uni<Position> head() {
    return call(consent::head);
  }

  public Uni<Position> audienceCreated(AudienceId audience, AdvertiserId advertiser) {
    return call(token -> consent.created(token, audience.value(), new Created(advertiser.value())));
  }

  public Uni<Position> audienceDeleted(AudienceId audience) {
    return call(token -> consent.deleted(token, audience.value()));
  }

  Uni<Position> listMatched(Run run, Run.Recordable result) {
    var body =
        new Matched(
            run.advertiser().value(),
            result.listDigest(),
            result.position().value(),
            result.resultRoot(),
            run.counts().received(),
            run.counts().accepted(),
            result.pairings(),
            run.matchSecretVersion());
    return call(token -> consent.matched(token, run.audience().value(), run.id().value(), body));
  }

  private Uni<Position> call(Function<String, Uni<At>> call) {
    return Uni.createFrom()
        .item(this::bearer)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(call::apply)
        .map(at -> new Position(at.position()))
        .ifNoItem()
        .after(CALL_LIMIT)
        .fail()
        .onFailure()
        .transform(Ledger::told);
  }

  /** Read again at each use, so that the file can be renewed. */
  private String bearer() {
    try {
      return "Bearer " + Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Throwable told(Throwable failure) {
    if (failure instanceof WebApplicationException refusal) {
      int status = refusal.getResponse().getStatus();
      if (status >= 400 && status < 500 && !PASSING_REFUSALS.contains(status)) {
        return new LedgerRefused(status);
      }
    }
    return new LedgerUnavailable(failure);
  }
}
