package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product's story with the ledger in EventStoreDB, which here is the in-process stand-in: what
 * is shown is that everything beside the ledger runs on either adapter. The profile {@code
 * eventstoredb} runs every system test so.
 */
class EventStoreDbIT {
  private static EventStoreDbFixture cluster;
  private static Stack stack;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    cluster = EventStoreDbFixture.builder().nodes(2).start();
    stack =
        Stack.builder(Repository.root(), Path.of("target/system/eventstoredb"))
            .fresh(true)
            .eventStoreDb(cluster.connectionString())
            .telling(sentence -> System.out.println("[eventstoredb] " + sentence))
            .start();
  }

  @AfterAll
  static void stop() {
    stack.close();
    cluster.close();
  }

  @Test
  void a_list_is_paired_withdrawn_from_replayed_and_proved_over_a_crash_and_a_new_leader()
      throws IOException {
    World world = new World(stack);
    world.register("kept-safe", "phone", "phone", "+14155550190", "security.two_factor");
    world.permittedEmail("stays", "stays@example.com");
    world.permittedEmail("leaves", "leaves@example.com");
    long granted = world.grant("stays", "email");
    String list = "Email,Phone\nstays@example.com,\nleaves@example.com,\n,+14155550190\n";
    String audience = world.createAudience("stored elsewhere");
    String run = world.upload(audience, list);
    world.awaitReady(audience, run);
    assertThat(world.members(audience)).isEqualTo(Set.of("stays", "leaves"));

    cluster.elect(cluster.node(1));
    long withdrawn = world.withdraw("leaves", "email");

    assertThat(world.members(audience)).isEqualTo(Set.of("stays"));
    Service consent = stack.service(ServiceName.CONSENT);
    consent.kill9();
    cluster.elect(cluster.node(0));
    cluster.node(0).dropConnections();
    consent.start();
    consent.awaitReady();
    assertThat(world.head()).isGreaterThanOrEqualTo(withdrawn);
    assertThat(world.grant("stays", "email")).as("a repeat appends nothing").isEqualTo(granted);
    proved(world, "{\"kind\":\"ledger\"}");
    JsonPath replayed = proved(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    assertThat(replayed.getLong("result.pairings")).isEqualTo(2);
    JsonPath impact = proved(world, "{\"kind\":\"impact\",\"positionFrom\":1}");
    assertThat(Replays.accounts(world, impact)).containsOnly("stays", "leaves");
  }

  private JsonPath proved(World world, String question) throws IOException {
    JsonPath replay = Replays.replay(world, question);
    assertThat(replay.getString("kind")).isIn("ledger", "run", "impact");
    if (!replay.getString("kind").equals("impact")) {
      assertThat(replay.getList("result.differences")).isEmpty();
    }
    assertThat(Replays.verified(world, folder, replay).failure()).isEmpty();
    return replay;
  }
}
