package dev.consentledger.stack.system;

import dev.consentledger.stack.Stack;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Publication, standing still until this is closed. Its leader holds a PostgreSQL advisory lock;
 * here the lock is taken from it: we queue for the lock, end the session that has it, and get it
 * before anybody who merely tries.
 */
final class StoppedPublication implements AutoCloseable {
  private static final String LEADER = "consentledger.leader.publication";

  private final Connection holder;

  private StoppedPublication(Connection holder) {
    this.holder = holder;
  }

  static StoppedPublication stop(Stack stack) throws SQLException {
    Connection holder = stack.superuser("consent");
    try {
      Thread queueing = Thread.ofVirtual().start(() -> lock(holder));
      Eventually.see("the lock", () -> endSessionOfLeader(stack, queueing), taken -> taken);
      return new StoppedPublication(holder);
    } catch (AssertionError e) {
      holder.close();
      throw e;
    }
  }

  /** Ends our session, which lets the lock go: a leader is elected, and publication goes on. */
  @Override
  public void close() throws SQLException {
    holder.close();
  }

  private static void lock(Connection holder) {
    try (PreparedStatement lock = holder.prepareStatement("SELECT pg_advisory_lock(?)")) {
      lock.setLong(1, lockId());
      lock.execute();
    } catch (SQLException e) {
      throw new AssertionError("cannot take the leader's lock", e);
    }
  }

  /**
   * Whether the lock is ours; if not, whoever has it loses its session once we are in the queue.
   */
  private static boolean endSessionOfLeader(Stack stack, Thread queueing) {
    String sql =
        """
        SELECT pg_terminate_backend(held.pid)
          FROM pg_locks held JOIN pg_locks queued USING (locktype, database, classid, objid)
         WHERE locktype = 'advisory' AND held.granted AND NOT queued.granted
           AND (classid::bigint << 32 | objid::bigint) = ?
        """;
    try (Connection connection = stack.superuser("consent");
        PreparedStatement terminate = connection.prepareStatement(sql)) {
      terminate.setLong(1, lockId());
      try (ResultSet ended = terminate.executeQuery()) {
        return !ended.next() && !queueing.isAlive();
      }
    } catch (SQLException e) {
      throw new AssertionError("cannot end the leader's session", e);
    }
  }

  private static long lockId() {
    return ByteBuffer.wrap(Bodies.sha256(LEADER)).getLong();
  }
}
