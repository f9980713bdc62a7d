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
 * @param listGone whether the list was stored no more: then the stored pairings were held against
 *     the recorded root and count, and each against the grant that it names; whether other rows
 *     should have been paired, and whether the rows hold these keys, could not be checked
 */
public record RunFinding(
    Placed<ListMatched> recorded,
    long subjects,
    long erased,
    List<String> differences,
    boolean listGone)
    implements Finding {
  /** More differences are counted in a last line and not named. */
  public static final int DIFFERENCES_MAX = 1_000;

  public RunFinding {
    differences = List.copyOf(differences);
    if (differences.size() > DIFFERENCES_MAX + 1) {
      throw new IllegalArgumentException("too many differences");
    }
  }

  /** Of a run whose list is still there. */
  public RunFinding(
      Placed<ListMatched> recorded, long subjects, long erased, List<String> differences) {
    this(recorded, subjects, erased, differences, false);
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
        .put("listGone", listGone ? true : null)
        .build();
  }
}
