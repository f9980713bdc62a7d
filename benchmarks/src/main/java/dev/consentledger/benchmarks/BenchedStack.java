package dev.consentledger.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import dev.consentledger.stack.StackBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The three services as processes over PostgreSQL and Kafka, durable, with the product's own
 * settings but for heaps (where a size needs it) and the gateway's rate limit, which stands in
 * nobody's way here. Ends with the process, too.
 */
public final class BenchedStack implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;
  private final Thread hook;

  private BenchedStack(Stack stack) {
    this.stack = stack;
    this.hook = new Thread(stack::close, "stop the stack");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * A fresh stack, ready.
   *
   * @param matchingHeapMegabytes for the permissions in memory: the stack's own is for a demo
   */
  public static BenchedStack start(WorkFolder folder, int matchingHeapMegabytes) {
    return new BenchedStack(builder(folder, matchingHeapMegabytes).start());
  }

  /** For those who set more. */
  public static StackBuilder builder(WorkFolder folder, int matchingHeapMegabytes) {
    return Stack.builder(folder.root(), folder.file(WorkFolder.STACK))
        .fresh(true)
        .javaOptions(ServiceName.MATCHING, "-Xmx" + matchingHeapMegabytes + "m")
        .setting(ServiceName.GATEWAY, "consentledger.limits.requests-per-second", "1000000")
        .setting(ServiceName.GATEWAY, "consentledger.limits.requests-burst", "1000000")
        .telling(sentence -> System.out.println("  " + sentence));
  }

  public static BenchedStack of(StackBuilder builder) {
    return new BenchedStack(builder.start());
  }

  public Stack stack() {
    return stack;
  }

  public HttpConnection connect() throws IOException {
    return new HttpConnection(stack.url());
  }

  public ServiceMetrics metrics(ServiceName name) {
    return new ServiceMetrics(stack.service(name));
  }

  public String createAudience(HttpConnection gateway, String name) throws IOException {
    String body = "{\"name\":\"" + name + "\"}";
    return field(
        gateway
            .send(
                "POST",
                "/v1/audiences",
                stack.token(Role.ADVERTISER),
                "application/json",
                body.getBytes(StandardCharsets.UTF_8))
            .require(201)
            .body(),
        "id");
  }

  /** Uploads a CSV list and answers its run: every row is stored durably by then. */
  public String upload(HttpConnection gateway, String audience, Path list) throws IOException {
    return field(
        gateway
            .upload(
                "/v1/audiences/" + audience + "/lists",
                stack.token(Role.ADVERTISER),
                "text/csv",
                list)
            .require(202)
            .body(),
        "run");
  }

  /** Returns when the run's result is recorded in the ledger and its audience may be read. */
  public void awaitReady(HttpConnection gateway, String audience, String run)
      throws IOException, InterruptedException {
    String path = "/v1/audiences/" + audience + "/runs/" + run;
    while (true) {
      String body =
          gateway
              .send("GET", path, stack.token(Role.ADVERTISER), "application/json", new byte[0])
              .require(200)
              .body();
      String state = field(body, "state");
      if (state.equals("ready")) {
        return;
      }
      if (state.equals("failed")) {
        throw new IllegalStateException("the run failed: " + body);
      }
      Thread.sleep(5);
    }
  }

  public static String field(String json, String name) throws IOException {
    return JSON.readTree(json).get(name).asText();
  }

  @Override
  public void close() {
    stack.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending: the hook runs and finds everything stopped.
    }
  }
}
