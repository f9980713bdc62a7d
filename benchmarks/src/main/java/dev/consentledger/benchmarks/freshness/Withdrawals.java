package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.load.MadeUp;
import dev.consentledger.benchmarks.load.Platform;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An audience whose members withdraw one after the other. The clock runs from the withdrawal's
 * acknowledgement to the end of the first answer without the account.
 */
public final class Withdrawals implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final String prefix;
  private final HttpConnection writer;
  private final HttpConnection delivery;
  private final String writerToken;
  private final String deliveryToken;
  private final String audience;

  private int stale;

  private Withdrawals(BenchedStack running, String prefix, String audience) throws IOException {
    this.prefix = prefix;
    this.writer = running.connect();
    this.delivery = running.connect();
    this.writerToken = running.stack().token(Role.WRITER);
    this.deliveryToken = running.stack().token(Role.DELIVERY);
    this.audience = audience;
  }

  /**
   * Imports the members and pairs their list.
   *
   * @param folder for the list
   */
  public static Withdrawals prepare(BenchedStack running, Path folder, String prefix, int members)
      throws Exception {
    Platform.importAccounts(running.stack(), prefix, members, true);
    Path list = MadeUp.list(folder.resolve(prefix + ".csv"), prefix, members);
    try (HttpConnection gateway = running.connect()) {
      String audience = running.createAudience(gateway, "freshness");
      running.awaitReady(gateway, audience, running.upload(gateway, audience, list));
      return new Withdrawals(running, prefix, audience);
    } finally {
      Files.delete(list);
    }
  }

  /** Nanoseconds until {@code members:contains} no longer names the account. */
  public long untilNotContained(int member) throws IOException {
    byte[] question =
        ("{\"accounts\":[\"" + prefix + member + "\"]}").getBytes(StandardCharsets.UTF_8);
    return until(
        member,
        () ->
            delivery
                .send(
                    "POST",
                    "/v1/audiences/" + audience + "/members:contains",
                    deliveryToken,
                    "application/json",
                    question)
                .require(200)
                .body());
  }

  /** Nanoseconds until the whole audience, read to its end, no longer names the account. */
  public long untilNotListed(int member) throws IOException {
    return until(
        member,
        () ->
            delivery
                .send(
                    "GET",
                    "/v1/audiences/" + audience + "/members",
                    deliveryToken,
                    "application/x-ndjson",
                    NOTHING)
                .require(200)
                .body());
  }

  /** How many answers still held an account whose withdrawal was acknowledged before them. */
  public int stale() {
    return stale;
  }

  private interface Read {
    String body() throws IOException;
  }

  private long until(int member, Read read) throws IOException {
    String name = "\"" + prefix + member + "\"";
    writer
        .send(
            "DELETE",
            MadeUp.grantPath(prefix + member, MadeUp.LIST_MATCHING),
            writerToken,
            "application/json",
            NOTHING)
        .require(200);
    long acknowledged = System.nanoTime();
    while (read.body().contains(name)) {
      stale++;
    }
    return System.nanoTime() - acknowledged;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    delivery.close();
  }
}
