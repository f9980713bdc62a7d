package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.proof.SigningKey;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A ledger with its log, signed as fast as it grows, for tests of other packages. */
public final class OpenLog implements AutoCloseable {
  private final ProofFixture fixture;
  private ProofFixture.Instance instance;

  private OpenLog(ProofFixture fixture) {
    this.fixture = fixture;
    this.instance = started(fixture);
  }

  /** One PostgreSQL for a class; each log has a database of its own. */
  public static final class Server implements BeforeAllCallback, AfterAllCallback {
    private final TestDatabases databases = new TestDatabases();

    public OpenLog open(Path folder) throws Exception {
      return new OpenLog(new ProofFixture(databases, folder));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
      databases.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
      databases.afterAll(context);
    }
  }

  private static ProofFixture.Instance started(ProofFixture fixture) {
    return fixture.start("checkpoint-limit", "5ms", "wait-limit", "3s");
  }

  public EventLedger ledger() {
    return fixture.ledger;
  }

  public Pool pool() {
    return fixture.pool;
  }

  public LogView log() {
    return instance.log;
  }

  public Proofs proofs() {
    return instance.proofs;
  }

  public SigningKey key() {
    return fixture.key;
  }

  public void awaitSigned(long size) {
    instance.awaitSigned(size);
  }

  /** Stops signing, as a stopped service does. */
  public void stop() {
    instance.kill();
  }

  /** Signs again, as another process would. */
  public void startAgain() {
    instance = started(fixture);
  }

  /** As somebody with full access to the database, whom no trigger stops. */
  public void tamper(String sql) {
    fixture.database.tamper(sql);
  }

  @Override
  public void close() {
    fixture.close();
  }
}
