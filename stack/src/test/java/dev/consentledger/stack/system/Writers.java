package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Accounts that register and grant all the time, through the gateway, until this is closed. */
final class Writers implements AutoCloseable {
  private final World world;
  private final String prefix;
  private final AtomicInteger written = new AtomicInteger();
  private final List<String> refused = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopping;

  Writers(World world, String prefix) {
    this.world = world;
    this.prefix = prefix;
    this.thread = Thread.ofVirtual().start(this::write);
  }

  /** Waits until so many more writes than now were acknowledged. */
  void awaitMore(int count) {
    int wanted = written.get() + count;
    Eventually.see("more writes; refused: " + refused(), written::get, seen -> seen >= wanted);
  }

  private void write() {
    for (int i = 0; !stopping; i++) {
      String account = prefix + i;
      note(
          world
              .as(Role.WRITER)
              .contentType("application/json")
              .body(Bodies.contactPoint("email", account + "@example.com", "service.notifications"))
              .put("/v1/accounts/" + account + "/contact-points/email"));
      note(world.putGrant(account, "email", Bodies.grant()));
    }
  }

  private void note(Response answer) {
    if (answer.statusCode() == 200 || answer.statusCode() == 201) {
      written.incrementAndGet();
    } else {
      synchronized (refused) {
        refused.add(answer.statusCode() + " " + answer.asString());
      }
    }
  }

  private List<String> refused() {
    synchronized (refused) {
      return List.copyOf(refused);
    }
  }

  void assertNothingWasRefused() {
    assertThat(refused()).isEmpty();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
