package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonObject;
import java.util.Locale;

/**
 * One thing that was checked, and what came out.
 *
 * @param where what is damaged; empty where nothing is
 * @param says one sentence
 */
public record Check(Name name, Outcome outcome, String where, String says) {

  /** What is checked, in this order. */
  public enum Name {
    /** Names, sizes and hashes of the files are those of the manifest. */
    FILES,
    /** The checkpoint is signed by the key that the auditor brought. */
    CHECKPOINT,
    /** Each witness asked for has cosigned it. */
    COSIGNATURES,
    /** The ledger continues an earlier checkpoint. */
    EARLIER_CHECKPOINT,
    /** The entries lead to the checkpoint's root. */
    ENTRIES,
    /** Positions rise with the index. */
    POSITIONS,
    /** Each stream's revisions follow one another from 0. */
    REVISIONS,
    /** Each entry is an event, and histories make sense. */
    EVENTS,
    /** Opened fields open with the key given for them. */
    OPENED,
    /** The pairings of each run lead to the result root that the ledger records. */
    PAIRINGS,
    /** The grant under each pairing was there and active at the run's position. */
    GRANTS,
    /** Each list has the digest that the ledger records, and its rows hold the paired keys. */
    LISTS,
    /** Each paired key is the match key of an opened digest. */
    MATCH_KEYS,
    /** The finding, computed again, is the same. */
    FINDING,
    /** The report says what the finding says. */
    REPORT;

    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How a check ended. */
  public enum Outcome {
    PASSED,
    /** What is there is right, but it proves less than it might. */
    LIMITED,
    /** Not asked for, or nothing to check. */
    NOT_APPLICABLE,
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public JsonObject json() {
    return JsonObject.builder()
        .put("name", name.code())
        .put("outcome", outcome.code())
        .put("where", where.isEmpty() ? null : where)
        .put("says", says)
        .build();
  }
}
