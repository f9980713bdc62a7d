package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Opens a connection that belongs to the caller alone: closing it ends the session in the server,
 * and the session's locks with it. A pool's connection would keep them.
 */
@FunctionalInterface
public interface LockConnections {
  Uni<SqlConnection> open();
}
