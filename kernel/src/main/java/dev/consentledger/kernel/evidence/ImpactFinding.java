package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to an {@link ImpactQuery}. Made by {@link ImpactFold}.
 *
 * @param pairings how many pairings the query concerns
 * @param subjects how many subjects stand in them: the number of accounts affected
 * @param subjectsDigest SHA-256, hex, of the subjects' 16 bytes each, sorted: commits to the list
 *     that {@code subjects.ndjson} holds
 * @param firstAt when the first such run was recorded; empty where there is none
 * @param runs those with at least one such pairing, in the ledger's order
 * @param withoutPairings runs that the query concerns but whose pairings are stored no more: what
 *     they would add is not known
 * @param erased of the pairings, how many are of people who were erased since
 * @param erasedSubjects of the subjects, how many were erased since: nobody can name them
 */
public record ImpactFinding(
    ImpactQuery impactQuery,
    long pairings,
    long subjects,
    String subjectsDigest,
    Optional<Instant> firstAt,
    Optional<Instant> lastAt,
    List<RunImpact> runs,
    List<AdvertiserImpact> advertisers,
    List<RunId> withoutPairings,
    long erased,
    long erasedSubjects)
    implements Finding {

  /** One run's part. */
  public record RunImpact(
      RunId run,
      AudienceId audience,
      AdvertiserId advertiser,
      Position position,
      Instant recordedAt,
      long pairings,
      long subjects) {
    JsonObject json() {
      return JsonObject.builder()
          .put("run", run.toString())
          .put("audience", audience.toString())
          .put("advertiser", advertiser.value())
          .put("position", position.value())
          .put("recordedAt", recordedAt.toString())
          .put("pairings", pairings)
          .put("subjects", subjects)
          .build();
    }
  }

  /** One advertiser's part; a subject in two of its runs counts once. Sorted by advertiser. */
  public record AdvertiserImpact(AdvertiserId advertiser, long runs, long pairings, long subjects) {
    JsonObject json() {
      return JsonObject.builder()
          .put("advertiser", advertiser.value())
          .put("runs", runs)
          .put("pairings", pairings)
          .put("subjects", subjects)
          .build();
    }
  }

  public ImpactFinding {
    runs = List.copyOf(runs);
    advertisers = List.copyOf(advertisers);
    withoutPairings = List.copyOf(withoutPairings);
  }

  @Override
  public Kind kind() {
    return Kind.IMPACT;
  }

  @Override
  public JsonObject query() {
    return impactQuery.json();
  }

  @Override
  public JsonObject result() {
    return JsonObject.builder()
        .put("subjects", subjects)
        .put("pairings", pairings)
        .put("subjectsDigest", subjectsDigest)
        .put("firstAt", firstAt.map(Instant::toString).orElse(null))
        .put("lastAt", lastAt.map(Instant::toString).orElse(null))
        .put("runs", runs.stream().map(RunImpact::json).toList())
        .put("advertisers", advertisers.stream().map(AdvertiserImpact::json).toList())
        .put("withoutPairings", withoutPairings.stream().map(RunId::toString).toList())
        .put("erased", erased)
        .put("erasedSubjects", erasedSubjects)
        .build();
  }
}
