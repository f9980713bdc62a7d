package dev.consentledger.consent;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Seal.SealedFor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ServiceStartsTest {
  private static final EventId EVENT = EventId.parse("00000000-0000-4000-8000-00000000000e");

  ConsentDatabase database;

  @Inject EventLedger ledger;
  @Inject Subjects subjects;

  @Test
  void the_service_migrates_its_database_when_it_starts() throws Exception {
    try (var connection = database.connectAs(ConsentDatabase.APP);
        var statement = connection.createStatement();
        var head = statement.executeQuery("SELECT position FROM ledger_head")) {
      assertThat(head.next()).isTrue();
      assertThat(head.getLong(1)).isNotNegative();
    }
  }

  @Test
  void a_registered_subjects_entry_is_appended_and_opens_again() {
    var account = new AccountId("acc-1");
    Subject subject = await(subjects.register(account)).subject();
    var what = new SealedFor(EVENT, TestEntries.TYPE, subject.id().stream());
    var box = new EntryBytes(subject.seal().seal(what, new byte[] {1, 2, 3}));

    await(
        ledger.append(
            new Append(
                what.stream(),
                Append.NO_STREAM,
                List.of(new Append.NewEntry(what.id(), what.type(), box)))));

    StoredEntry stored = await(ledger.readStream(what.stream(), 0)).getFirst();
    Subject found = await(subjects.find(stored.stream().subject())).orElseThrow();
    assertThat(found.account()).isEqualTo(account);
    assertThat(found.seal().open(what, stored.bytes().array())).hasValue(new byte[] {1, 2, 3});
  }
}
