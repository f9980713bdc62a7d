package dev.consentledger.benchmarks.asking;

import dev.consentledger.benchmarks.ClosedLoop;
import dev.consentledger.benchmarks.ReferencePostgres;
import dev.consentledger.benchmarks.pairing.ListFile;
import dev.consentledger.benchmarks.pairing.Population;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The same question in PostgreSQL: which of these accounts have a paired contact point whose grant
 * is still active. Audience and active grants are indexed tables in memory; the statement is
 * prepared on the server, and parameters go over its own wire protocol.
 */
final class PostgresMembers implements AutoCloseable {
  private static final String QUESTION =
      """
      SELECT DISTINCT g.account FROM active_grant g
      JOIN paired p ON p.contact_point = g.contact_point
      WHERE g.account = ANY (?)
      """;

  private final ReferencePostgres server;
  private final Connection connection;

  private PostgresMembers(ReferencePostgres server, Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  /** Loads all active grants, and the pairs of a list with so many entries. */
  static PostgresMembers load(Population population, int entries, ReferencePostgres server)
      throws SQLException, IOException {
    PostgresMembers members = new PostgresMembers(server, server.connect());
    members.execute(
        "CREATE TABLE active_grant (contact_point integer NOT NULL, account text NOT NULL)");
    members.execute("CREATE TABLE listed (contact_point integer NOT NULL)");
    members.copyGrants(population);
    members.copyListed(population, entries);
    members.execute("CREATE TABLE paired AS SELECT DISTINCT contact_point FROM listed");
    members.execute("ALTER TABLE paired ADD PRIMARY KEY (contact_point)");
    members.execute(
        "CREATE INDEX active_grant_account ON active_grant (account) INCLUDE (contact_point)");
    members.execute("VACUUM (ANALYZE)");
    return members;
  }

  private void copyGrants(Population population) throws SQLException, IOException {
    try (Rows rows = new Rows(connection, "COPY active_grant FROM STDIN")) {
      for (int i = 0; i < population.contactPoints(); i++) {
        rows.add(i + "\t" + Population.account(population.accountOf(i)) + "\n");
      }
    }
  }

  private void copyListed(Population population, int entries) throws SQLException, IOException {
    try (Rows rows = new Rows(connection, "COPY listed FROM STDIN")) {
      ListFile.forEachKnown(population, entries, contactPoint -> rows.add(contactPoint + "\n"));
    }
  }

  ClosedLoop.Opener asking(Questions questions) {
    return client -> new Client(client, questions);
  }

  /** How many members each question's answer names. */
  List<Integer> answers(Questions questions) throws SQLException {
    List<Integer> answers = new ArrayList<>();
    try (Client client = new Client(0, questions)) {
      for (int i = 0; i < questions.each().size(); i++) {
        answers.add(client.answer(i));
      }
    }
    return answers;
  }

  String describe() throws SQLException {
    return ReferencePostgres.describe(connection);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private final class Client implements ClosedLoop.Client {
    private final Connection own;
    private final PreparedStatement statement;
    private final Questions questions;
    private final int first;

    Client(int first, Questions questions) throws SQLException {
      this.own = server.connect();
      this.statement = own.prepareStatement(QUESTION);
      this.questions = questions;
      this.first = first;
    }

    @Override
    public void ask(int number) throws SQLException {
      answer(first + number);
    }

    int answer(int number) throws SQLException {
      statement.setArray(
          1, own.createArrayOf("text", questions.each().get(number % questions.each().size())));
      int members = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rows.getString(1);
          members++;
        }
      }
      return members;
    }

    @Override
    public void close() throws SQLException {
      own.close();
    }
  }
}
