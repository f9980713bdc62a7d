package dev.consentledger.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ServiceStartsTest {
  ConsentDatabase database;

  @Test
  void the_service_migrates_its_database_when_it_starts() throws Exception {
    try (var connection = database.connectAs(ConsentDatabase.APP);
        var statement = connection.createStatement();
        var head = statement.executeQuery("SELECT position FROM ledger_head")) {
      assertThat(head.next()).isTrue();
      assertThat(head.getLong(1)).isZero();
    }
  }
}
