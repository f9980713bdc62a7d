package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.stack.Role;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The story of 2019 told again, with the other ending, and the order of 2022 carried out. Each step
 * prints what happened in numbers and throws {@link StoryBroken} where an answer is not the one
 * that follows from the accounts.
 */
public final class Demo {
  private static final int LINES_PER_CALL = 1_000;
  private static final Duration RUN_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Gateway gateway;
  private final Regulator regulator;
  private final Order order;
  private final Platform platform;
  private final PrintStream out;

  /**
   * @param evidence where the regulator's bundles go
   * @param auditor the command that starts the auditor's tool where this is read
   */
  public Demo(
      String url,
      Function<Role, String> tokens,
      int accounts,
      Path evidence,
      String auditor,
      PrintStream out) {
    this.gateway = new Gateway(url, tokens);
    this.regulator = new Regulator(gateway, evidence, auditor, out);
    this.order = new Order(gateway, regulator, out);
    this.platform = Platform.of(Platform.SEED, accounts);
    this.out = out;
  }

  public void tell() {
    AdvertiserList plain = AdvertiserList.customerMatch(platform, Platform.SEED + 1);
    AdvertiserList hashed = AdvertiserList.hashedCustomers(platform, Platform.SEED + 2);
    Withdrawals earlier = Withdrawals.of(gateway, platform, List.of(plain, hashed));

    Notices notices = Notices.register(gateway);
    loadPlatform(notices, earlier);
    say("");
    Built first =
        buildAudience(2, Role.ADVERTISER, "Spring customers", "Google's template", plain, earlier);
    Built second =
        buildAudience(
            3, Role.OTHER_ADVERTISER, "Newsletter readers", "Meta's, hashed", hashed, earlier);
    withdraw(earlier.next(), List.of(first, second));
    say("");
    regulator.ask(second.run());
    say("");
    order.give(notices, List.of(first, second), reworded());
    say("");
    say("The story held.");
  }

  private Set<String> reworded() {
    return platform.accounts().stream()
        .filter(Notices::isReworded)
        .map(MadeUpAccount::id)
        .collect(Collectors.toSet());
  }

  private void loadPlatform(Notices notices, Withdrawals earlier) {
    long securityNumbers =
        platform.accounts().stream().filter(MadeUpAccount::hasSecurityNumber).count();
    say(
        "1. A platform has %,d accounts, all made up. %,d of them gave a phone number for"
            + " two-factor security, and for nothing else.",
        platform.accounts().size(), securityNumbers);
    List<MadeUpAccount> accounts =
        platform.accounts().stream()
            .filter(account -> !earlier.accounts().contains(account.id()))
            .toList();
    List<String> lines =
        accounts.stream()
            .flatMap(account ->
                account
                    .contactPoints()
                    .map(
                        one -> ImportLines.of(account, one, notices, !Notices.isReworded(account))))
            .toList();
    long headBefore = head();
    long begun = System.nanoTime();
    importAll(lines);
    long appended = head() - headBefore;
    if (appended == 0) {
      say("   They were there already from an earlier story: repeating a write appends nothing.");
    } else {
      say("   The ledger took them in %.1f s.", secondsSince(begun));
    }
    if (!earlier.accounts().isEmpty()) {
      say(
          "   %d withdrew in an earlier story; their withdrawal stands.",
          earlier.accounts().size());
    }
    agreeToReworded(accounts, notices);
  }

  /** Their grants come afterwards: under a text that is this story's own. */
  private void agreeToReworded(List<MadeUpAccount> accounts, Notices notices) {
    List<MadeUpAccount> agreeing =
        accounts.stream()
            .filter(Notices::isReworded)
            .filter(account -> account.contactPoints().anyMatch(MadeUpContactPoint::permitted))
            .toList();
    importAll(
        agreeing.stream()
            .flatMap(account ->
                account
                    .contactPoints()
                    .filter(MadeUpContactPoint::permitted)
                    .map(one -> ImportLines.of(account, one, notices, true)))
            .toList());
    say(
        "   %,d of them agreed to a text that was reworded (version %s); remember it.",
        agreeing.size(), notices.rewordedVersion());
  }

  private void importAll(List<String> lines) {
    for (int from = 0; from < lines.size(); from += LINES_PER_CALL) {
      int to = Math.min(lines.size(), from + LINES_PER_CALL);
      importLines(lines.subList(from, to));
      out.printf(Locale.ROOT, "\r   Loading: %,d of %,d contact points", to, lines.size());
      out.flush();
    }
    say("");
  }

  private void importLines(List<String> lines) {
    List<JsonNode> answers =
        gateway.postLines(Role.WRITER, "/v1/accounts:import", String.join("\n", lines) + "\n");
    JsonNode summary = answers.isEmpty() ? null : answers.getLast().get("summary");
    if (summary == null || summary.path("accepted").asInt() != lines.size()) {
      throw new StoryBroken("the import did not take every line: " + summary);
    }
  }

  private Built buildAudience(
      int step,
      Role advertiser,
      String name,
      String template,
      AdvertiserList list,
      Withdrawals earlier) {
    String audience = "/v1/audiences/" + createAudience(advertiser, name);
    say(
        "%d. An advertiser uploads \"%s\" (%s): %,d customers.",
        step, name, template, list.entries().size());
    JsonNode upload = gateway.upload(advertiser, audience + "/lists", list.csv());
    JsonNode run = awaitRun(advertiser, audience + "/runs/" + upload.path("run").asText());
    require(
        run.path("rows").path("accepted").asInt() == list.entries().size(),
        "not every row was accepted: " + run);

    Set<String> expected = expected(list, earlier.accounts());
    Set<String> members = Built.members(gateway, audience);
    Built.compare(expected, members);
    long onlySecurity =
        list.entries().stream().filter(AdvertiserList.Entry::namesOnlySecurityNumber).count();
    long pairedBySecurity =
        list.entries().stream()
            .filter(AdvertiserList.Entry::namesOnlySecurityNumber)
            .flatMap(entry -> entry.account().stream())
            .filter(account -> members.contains(account.id()))
            .count();
    require(pairedBySecurity == 0, pairedBySecurity + " accounts were paired by security numbers");
    say("   %,d accounts are in the audience: exactly those who permitted it.", members.size());
    say(
        "   %,d customers match a number given for two-factor security and nothing else."
            + " Paired by it: %d.",
        onlySecurity, pairedBySecurity);
    return new Built(advertiser, name, audience, upload.path("run").asText(), members);
  }

  private void withdraw(MadeUpAccount account, List<Built> audiences) {
    List<String> permitted =
        account.contactPoints().filter(MadeUpContactPoint::permitted).map(it -> it.id()).toList();
    say("4. One person, who is in both audiences, withdraws (%s).", String.join(", ", permitted));
    for (Built audience : audiences) {
      require(contains(audience, account), "the person was not in \"" + audience.name() + "\"");
    }
    for (String contactPoint : permitted) {
      gateway.delete(
          Role.WRITER,
          "/v1/accounts/%s/contact-points/%s/grants/%s"
              .formatted(account.id(), contactPoint, Purpose.LIST_MATCHING.code()));
    }
    long acknowledged = System.nanoTime();
    for (Built audience : audiences) {
      require(
          !contains(audience, account),
          "the person is still in \"" + audience.name() + "\" after withdrawing");
      say(
          "   Gone from \"%s\" at the first look, %.0f ms after the withdrawal's answer.",
          audience.name(), secondsSince(acknowledged) * 1000);
    }
    for (Built audience : audiences) {
      Set<String> expected = new HashSet<>(audience.members());
      expected.remove(account.id());
      Built.compare(expected, audience.membersNow(gateway));
    }
    say("   Everybody else is still there.");
  }

  private String createAudience(Role advertiser, String name) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
    return gateway.post(advertiser, "/v1/audiences", body, 201).path("id").asText();
  }

  private JsonNode awaitRun(Role advertiser, String path) {
    long deadline = System.nanoTime() + RUN_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode run = gateway.get(advertiser, path);
      switch (run.path("state").asText()) {
        case "ready" -> {
          return run;
        }
        case "failed" -> throw new StoryBroken("the run failed: " + run);
        default -> pause();
      }
    }
    throw new StoryBroken("the run is not ready after " + RUN_LIMIT.toSeconds() + " s");
  }

  private static Set<String> expected(AdvertiserList list, Set<String> withdrawn) {
    return list.entries().stream()
        .filter(AdvertiserList.Entry::isPermitted)
        .flatMap(entry -> entry.account().stream())
        .map(MadeUpAccount::id)
        .filter(account -> !withdrawn.contains(account))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean contains(Built audience, MadeUpAccount account) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("accounts").add(account.id());
    JsonNode answer = gateway.post(Role.DELIVERY, audience.path() + "/members:contains", body, 200);
    return !answer.path("members").isEmpty();
  }

  private long head() {
    return gateway.get(Role.READER, "/v1/ledger/head").path("position").asLong();
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new StoryBroken(otherwise);
    }
  }

  private void say(String pattern, Object... values) {
    out.printf(Locale.ROOT, pattern + "%n", values);
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryBroken("interrupted", e);
    }
  }
}
