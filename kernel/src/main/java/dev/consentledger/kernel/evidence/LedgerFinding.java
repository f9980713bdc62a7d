package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.proof.TreeHead;
import java.util.List;

/**
 * What the replay of the whole ledger found. Made with {@link LedgerFold}.
 *
 * @param head size and root, recomputed from every entry
 * @param streams how many streams there are
 * @param revisionsDigest SHA-256, hex, over each stream and how many entries it has
 * @param differences what did not fit, the first entry that differs first; empty where all did
 */
public record LedgerFinding(
    TreeHead head, long streams, String revisionsDigest, List<String> differences)
    implements Finding {
  public LedgerFinding {
    differences = List.copyOf(differences);
  }

  @Override
  public Kind kind() {
    return Kind.LEDGER;
  }

  @Override
  public JsonObject query() {
    return JsonObject.builder().build();
  }

  @Override
  public JsonObject result() {
    return JsonObject.builder()
        .put("size", head.size())
        .put("root", head.root().hex())
        .put("streams", streams)
        .put("revisionsDigest", revisionsDigest)
        .put("differences", differences)
        .build();
  }
}
