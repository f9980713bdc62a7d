package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.json.JsonObject;
import java.util.List;

/**
 * What the replay of one run found.
 *
 * @param recorded the run's entry in the ledger
 * @param subjects how many subjects its pairings name
 * @param erased how many of the pairings are of people who were erased since: their hashes stand in
 *     the result root, and what they were can't be computed again
 * @param differences what the replay made otherwise than the run, named one by one; empty where it
 *     reached the same
 */
public record RunFinding(
    Placed<ListMatched> recorded, long subjects, long erased, List<String> differences)
    implements Finding {
  /** More differences are counted in a last line and not named. */
  public static final int DIFFERENCES_MAX = 1_000;

  public RunFinding {
    differences = List.copyOf(differences);
    if (differences.size() > DIFFERENCES_MAX + 1) {
      throw new IllegalArgumentException("too many differences");
    }
  }

  @Override
  public Kind kind() {
    return Kind.RUN;
  }

  @Override
  public JsonObject query() {
    return JsonObject.builder().put("run", recorded.event().run().toString()).build();
  }

  @Override
  public JsonObject result() {
    ListMatched matched = recorded.event();
    return JsonObject.builder()
        .put("audience", Fields.audience(recorded).toString())
        .put("advertiser", matched.advertiser().value())
        .put("position", matched.position().value())
        .put("recorded", recorded.cause())
        .put("listDigest", matched.listDigest())
        .put("resultRoot", matched.resultRoot())
        .put("matchSecretVersion", matched.matchSecretVersion())
        .put("rowsReceived", matched.counts().rowsReceived())
        .put("rowsAccepted", matched.counts().rowsAccepted())
        .put("pairings", matched.counts().pairings())
        .put("subjects", subjects)
        .put("erased", erased)
        .put("differences", differences)
        .build();
  }
}
