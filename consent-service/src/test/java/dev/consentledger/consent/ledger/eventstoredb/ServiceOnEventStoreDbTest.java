package dev.consentledger.consent.ledger.eventstoredb;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The service with its ledger in EventStoreDB (the stand-in), and all else in PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = EventStoreDbResource.class, restrictToAnnotatedClass = true)
class ServiceOnEventStoreDbTest {
  EventStoreDbFixture cluster;
  ConsentDatabase database;

  @Inject EventLedger ledger;

  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  private final TestEntries some = TestEntries.seeded();

  @Test
  void entries_go_to_the_chosen_store_and_to_no_other() throws Exception {
    StreamName stream = some.stream();
    await(ledger.append(new Append(stream, Append.NO_STREAM, some.entries(2))));

    assertThat(await(ledger.readStream(stream, 0))).hasSize(2);
    try (var connection = database.connectAs(ConsentDatabase.APP);
        var statement = connection.createStatement();
        var head = statement.executeQuery("SELECT position FROM ledger_head")) {
      assertThat(head.next()).isTrue();
      assertThat(head.getLong(1)).isZero();
    }
  }

  @Test
  void readiness_tells_of_a_stream_that_could_be_truncated() {
    StreamName stream = some.stream();
    await(ledger.append(new Append(stream, Append.NO_STREAM, some.entries(1))));
    awaitLedger("UP");

    cluster.setMetadata(stream.value(), "{\"$maxCount\": 5}");

    assertThat(awaitLedger("DOWN")).contains(stream.value()).contains("$maxCount");
    cluster.setMetadata(stream.value(), "{}");
    awaitLedger("UP");
    assertThat(await(ledger.head()).isAfter(Position.START)).isTrue();
  }

  private String awaitLedger(String status) {
    long deadline = System.nanoTime() + TestEntries.LIMIT.toNanos();
    JsonPath seen = ready();
    while (!status.equals(seen.getString("checks.find { it.name == 'ledger' }.status"))) {
      assertThat(System.nanoTime()).as(seen.prettify()).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
      seen = ready();
    }
    return seen.prettify();
  }

  private JsonPath ready() {
    return given().get(ready).jsonPath();
  }
}
