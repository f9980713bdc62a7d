package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ledger.eventstoredb.EventStoreDbLedgers;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.EntryBundleId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The signed log over a ledger in EventStoreDB (the stand-in), its tables in PostgreSQL. */
class ProofOnEventStoreDbTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  @TempDir Path folder;

  @Test
  void the_tree_grows_over_cut_connections_and_restarts() throws Exception {
    try (var cluster = EventStoreDbFixture.start();
        var opened = EventStoreDbLedgers.open(cluster.connectionString());
        var fixture = new ProofFixture(DATABASES, folder, _ -> opened.ledger())) {
      fixture.append(135);
      var first = fixture.start("batch-entries-max", "17");
      first.awaitSigned(135);
      cluster.node(0).dropConnections();
      fixture.append(65);
      first.awaitSigned(200);
      first.kill();
      fixture.append(335);
      var second = fixture.start("batch-entries-max", "17");
      second.awaitSigned(535);

      fixture.checkTree(second, 535);
      byte[] bundle =
          await(new EntryBundles(fixture.ledger, second.leaves).read(new EntryBundleId(1, 200)));
      assertThat(EntryBundle.decode(bundle, 200))
          .containsExactlyElementsOf(fixture.appended.subList(256, 456));
    }
  }
}
