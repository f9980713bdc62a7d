package dev.consentledger.benchmarks.asking;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.ClosedLoop;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks {@code members:contains}, at the gateway or at matching-service itself. */
final class OurMembers {
  private final String url;
  private final String token;
  private final String path;

  OurMembers(BenchedStack running, String url, String audience) {
    this.url = url;
    this.token = running.stack().token(Role.DELIVERY);
    this.path = "/v1/audiences/" + audience + "/members:contains";
  }

  ClosedLoop.Opener asking(Questions questions) {
    return client -> new Client(client, questions);
  }

  /** How many members each question's answer names: compared with what PostgreSQL says. */
  List<Integer> answers(Questions questions) throws IOException {
    List<Integer> answers = new ArrayList<>();
    try (HttpConnection connection = new HttpConnection(url)) {
      for (String[] accounts : questions.each()) {
        String body = connection.send(request(connection, accounts)).require(200).body();
        answers.add((int) body.chars().filter(c -> c == '"').count() / 2 - 1);
      }
    }
    return answers;
  }

  private byte[] request(HttpConnection connection, String[] accounts) {
    return connection.bytes(
        "POST",
        path,
        token,
        "application/json",
        Questions.json(accounts).getBytes(StandardCharsets.US_ASCII));
  }

  private final class Client implements ClosedLoop.Client {
    private final HttpConnection connection;
    private final List<byte[]> requests = new ArrayList<>();
    private final int first;

    Client(int first, Questions questions) throws IOException {
      this.first = first;
      this.connection = new HttpConnection(url);
      for (String[] accounts : questions.each()) {
        requests.add(request(connection, accounts));
      }
    }

    @Override
    public void ask(int number) throws IOException {
      connection.send(requests.get((first + number) % requests.size())).require(200);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
