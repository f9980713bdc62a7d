package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.EntryBundleId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A store whose positions have gaps: an index is not a position less one. */
class SparsePositionsTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  @TempDir Path folder;

  @Test
  void each_leaf_keeps_its_position_over_restarts_and_gaps_hold_no_entry() throws Exception {
    try (var fixture = new ProofFixture(DATABASES, folder, SparseLedger::new)) {
      fixture.append(135);
      var first = fixture.start("batch-entries-max", "17");
      first.awaitSigned(135);
      first.kill();
      fixture.append(400);
      var second = fixture.start("batch-entries-max", "17");
      second.awaitSigned(535);

      fixture.checkTree(second, 535);
      assertThat(fixture.positions.get(10)).isEqualTo(new Position(101));
      assertThat(await(second.leaves.indexOf(new Position(11)))).isEmpty();
      assertThat(await(second.leaves.indexOf(new Position(100)))).isEmpty();
      assertThat(await(second.proofs.proofOf(new Position(11)))).isEmpty();
      Map<Position, Long> all = await(second.leaves.indicesOf(List.copyOf(fixture.positions)));
      assertThat(all)
          .isEqualTo(
              IntStream.range(0, 535)
                  .boxed()
                  .collect(Collectors.toMap(fixture.positions::get, Integer::longValue)));
      byte[] bundle =
          await(new EntryBundles(fixture.ledger, second.leaves).read(new EntryBundleId(1, 200)));
      assertThat(EntryBundle.decode(bundle, 200))
          .containsExactlyElementsOf(fixture.appended.subList(256, 456));
    }
  }
}
