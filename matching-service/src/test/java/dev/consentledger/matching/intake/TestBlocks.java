package dev.consentledger.matching.intake;

import dev.consentledger.kernel.identifier.MatchKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes blocks of rows that a test already has as match keys. */
public final class TestBlocks {
  private TestBlocks() {}

  public static List<byte[]> of(Map<Long, Set<MatchKey>> rows, int blockRows) {
    List<byte[]> blocks = new ArrayList<>();
    var writer = new BlockCodec.Writer(0);
    int inBlock = 0;
    for (var row : rows.entrySet()) {
      if (inBlock == blockRows) {
        blocks.add(writer.bytes());
        writer = new BlockCodec.Writer(0);
        inBlock = 0;
      }
      writer.add(row.getKey(), List.copyOf(row.getValue()));
      inBlock++;
    }
    blocks.add(writer.bytes());
    return blocks;
  }
}
